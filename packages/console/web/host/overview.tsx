/** The first page: how the count stands, what needs attention, what happened lately. */
import { useEffect, useState } from 'preact/hooks'
import { Badge, Empty, Loading, PageHead, Section } from '../components/basics.tsx'
import { Gauge } from '../components/gauge.tsx'
import { daysUntil, durationText, Time } from '../components/time.tsx'
import { overview } from '../state/live.ts'
import { ActivitySection } from './activity.tsx'
import { AttentionSection } from './attention.tsx'
import { FirstSteps } from './first-steps.tsx'
import { SharingSection } from './sharing.tsx'
import { licenceStateNames, type Overview } from './types.ts'

/** How long a page waits for the first checks before it shows the rest without them. */
const checksMsMax = 1_500

/** The page. */
export function OverviewPage() {
  const state = overview.value
  const isPatient = useBriefly(checksMsMax)
  // What needs attention would push the rest down: the first checks are waited for.
  if (state === undefined || (isPatient && state.checkedAt === null))
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
      <div class="overview">
        <div>
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
          <ActivitySection total={state.counters.total} />
          <LicenceStates state={state} />
        </div>
        <div>
          <AttentionSection attention={state.attention} checkedAt={state.checkedAt} />
          <Facts state={state} />
          <SharingSection sharing={state.sharing} />
        </div>
      </div>
    </>
  )
}

/** True for a while after the page was opened. */
function useBriefly(milliseconds: number): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds)
    return () => clearTimeout(timer)
  }, [milliseconds])
  return !isOver
}

function Lead({ state }: { readonly state: Overview }) {
  return (
    <>
      {state.hostName}, port <span class="number">{state.listening.port}</span>{' '}
      {state.activated ? <Badge tone="good">activated</Badge> : <Badge tone="bad">not activated yet</Badge>}
    </>
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
