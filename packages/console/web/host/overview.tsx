/** The first page: how the count stands, what needs attention, what happened lately. */
import { Badge, Empty, Loading, PageHead, Section, WorkButton } from '../components/basics.tsx'
import { Gauge } from '../components/gauge.tsx'
import { daysUntil, durationText, Time } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { overview } from '../state/live.ts'
import { mayChange } from '../state/session.ts'
import { ActivitySection } from './activity.tsx'
import { FirstSteps } from './first-steps.tsx'
import { type Attention, licenceStateNames, type Overview } from './types.ts'

/** The page. */
export function OverviewPage() {
  const state = overview.value
  if (state === undefined)
    return (
      <>
        <PageHead title="Overview" lead="Asking the host …" />
        <Loading rows={10} />
      </>
    )
  return (
    <>
      <PageHead title="Overview" lead={<Lead state={state} />} />
      {state.activated ? null : <FirstSteps state={state} />}
      <Section title="Activation counts">
        {state.applications.length === 0 ? (
          <Empty title="Nothing is counted yet">
            Once a host key is activated, the products of its vendor stand here with their thresholds.
          </Empty>
        ) : (
          <div class="gauges">
            {state.applications.map((application) => (
              <Gauge key={application.applicationId} application={application} />
            ))}
          </div>
        )}
      </Section>
      <AttentionSection attention={state.attention} />
      <ActivitySection total={state.counters.total} />
      <div class="two">
        <LicenceStates state={state} />
        <Facts state={state} />
      </div>
    </>
  )
}

function Lead({ state }: { readonly state: Overview }) {
  return (
    <>
      {state.hostName}, port <span class="number">{state.listening.port}</span>{' '}
      {state.activated ? <Badge tone="good">activated</Badge> : <Badge tone="bad">not activated yet</Badge>}
    </>
  )
}

function AttentionSection({ attention }: { readonly attention: readonly Attention[] }) {
  return (
    <Section title="What needs attention">
      {attention.length === 0 ? (
        <p class="notice good">Nothing. Certificate, DNS and counts are as they should be.</p>
      ) : (
        <ul class="plain attention">
          {attention.map((item) => (
            <li key={item.id} class={`notice ${tones[item.level]}`}>
              <div>
                <strong>
                  <span class="visually-hidden">{item.level}: </span>
                  {item.title}
                </strong>
                <div>{item.remedy}</div>
              </div>
              <AttentionAction action={item.action} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

const tones = { problem: 'bad', warning: 'warn', hint: 'plain' } as const

function AttentionAction({ action }: { readonly action: Attention['action'] }) {
  if (action === null) return null
  if (action === 'publish-dns')
    return mayChange() ? (
      <div>
        <WorkButton work={() => call('/dns/publish', { method: 'POST' })}>Publish now</WorkButton>
      </div>
    ) : null
  const titles = { settings: 'Open settings', machines: 'Look at machines', dns: 'Open DNS' } as const
  return (
    <a class="button" href={`#/${action}`}>
      {titles[action]}
    </a>
  )
}

function LicenceStates({ state }: { readonly state: Overview }) {
  const { byLicenceState, total, failed } = state.counters
  const highest = Math.max(1, ...Object.values(byLicenceState))
  return (
    <Section
      title="Requests by licence state"
      note="As the machines said when they asked, since the host was set up."
    >
      <dl class="bars">
        {Object.entries(licenceStateNames).map(([number, name]) => {
          const value = byLicenceState[number] ?? 0
          return (
            <div key={number}>
              <dt>
                {name} <span class="quiet">({number})</span>
              </dt>
              <dd>
                {value === 0 ? null : (
                  <span class="bar-fill" style={{ width: `${(value / highest) * 100}%` }} />
                )}
                <span class="number">{value}</span>
              </dd>
            </div>
          )
        })}
      </dl>
      <p class="quiet">
        <span class="number">{total}</span> requests, <span class="number">{failed}</span> of them refused.
      </p>
    </Section>
  )
}

function Facts({ state }: { readonly state: Overview }) {
  const { certificateExpires, listening, intervals } = state
  return (
    <Section title="This host">
      <dl class="facts">
        <dt>Listening on</dt>
        <dd class="number">
          {listening.address}:{listening.port}
        </dd>
        <dt>Certificate ends</dt>
        <dd>
          {certificateExpires === null ? (
            'no certificate yet'
          ) : (
            <>
              <Time iso={certificateExpires} dateOnly />{' '}
              <span class="quiet">{daysUntil(certificateExpires)}</span>
            </>
          )}
        </dd>
        <dt>Machines retry after</dt>
        <dd>{durationText(intervals.retryMinutes)}</dd>
        <dt>Machines renew after</dt>
        <dd>{durationText(intervals.renewalMinutes)}</dd>
      </dl>
    </Section>
  )
}
