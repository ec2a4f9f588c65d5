/** Host keys and intervals. */
import { useState } from 'preact/hooks'
import {
  Badge,
  Dialog,
  Empty,
  Loading,
  PageHead,
  ProblemNote,
  Section,
  WorkButton,
} from '../components/basics.tsx'
import { daysUntil, durationText, Time } from '../components/time.tsx'
import { call, type Problem, problemOf } from '../state/api.ts'
import { overview } from '../state/live.ts'
import { mayChange } from '../state/session.ts'
import { useLoad } from '../state/use-load.ts'
import type { HostKey } from './types.ts'

const whoMayNot = 'This token may look, but not change anything.'

/** The page. */
export function SettingsPage() {
  const keys = useLoad(() => call<readonly HostKey[]>('/keys'), '')
  return (
    <>
      <PageHead
        title="Settings"
        lead="Addresses, limits, retention and DNS stand in host.toml; what changes at run time is here."
      >
        {mayChange() ? null : <Badge tone="plain">{whoMayNot}</Badge>}
      </PageHead>
      <Section
        title="Host keys"
        note="A host key turns this installation into an activation host for a vendor’s products."
      >
        <ProblemNote problem={keys.problem} />
        {keys.data === undefined ? (
          <Loading rows={3} />
        ) : keys.data.length === 0 ? (
          <Empty title="No host key is installed">Your vendor gave you 25 characters in five groups.</Empty>
        ) : (
          <ul class="plain cards">
            {keys.data.map((key) => (
              <KeyCard key={key.partialProductKey} hostKey={key} reload={keys.reload} />
            ))}
          </ul>
        )}
        {mayChange() ? <InstallKey reload={keys.reload} /> : null}
      </Section>
      <Intervals />
    </>
  )
}

function KeyCard({ hostKey, reload }: { readonly hostKey: HostKey; readonly reload: () => void }) {
  const { partialProductKey, state, certificate, catalogue, installed } = hostKey
  const tone = state === 'activated' ? 'good' : state === 'expired' ? 'bad' : 'warn'
  return (
    <li class="card">
      <div class="card-head">
        <h3 class="number">…{partialProductKey}</h3>
        <Badge tone={tone}>{state === 'installed' ? 'not activated' : state}</Badge>
      </div>
      <dl class="facts">
        <dt>Vendor</dt>
        <dd>{certificate?.vendorName ?? 'known once activated'}</dd>
        <dt>Installed</dt>
        <dd>
          <Time iso={installed} dateOnly />
        </dd>
        <dt>Certificate ends</dt>
        <dd>
          {certificate === undefined ? (
            '–'
          ) : (
            <>
              <Time iso={certificate.expires} dateOnly />{' '}
              <span class="quiet">{daysUntil(certificate.expires)}</span>
            </>
          )}
        </dd>
        <dt>Products</dt>
        <dd>
          {catalogue?.products
            .map(({ name, edition, threshold }) => `${name} ${edition} (from ${threshold})`)
            .join(', ') ?? '–'}
        </dd>
      </dl>
      {mayChange() ? <KeyActions hostKey={hostKey} reload={reload} /> : null}
    </li>
  )
}

function KeyActions({ hostKey, reload }: { readonly hostKey: HostKey; readonly reload: () => void }) {
  const { partialProductKey, state } = hostKey
  const [authority, setAuthority] = useState('')
  const [isRemoving, setRemoving] = useState(false)
  const activate = async () => {
    await call(`/keys/${partialProductKey}/activate`, { method: 'POST', body: { authority } })
    reload()
  }
  const remove = async () => {
    await call(`/keys/${partialProductKey}`, { method: 'DELETE' })
    setRemoving(false)
    reload()
  }
  return (
    <div class="card-actions">
      {state === 'activated' ? null : (
        <>
          <label>
            Address of the authority
            <input
              type="url"
              placeholder="https://activate.vendor.example"
              value={authority}
              onInput={(event) => setAuthority(event.currentTarget.value)}
            />
          </label>
          <WorkButton kind="primary" work={activate} disabled={authority === ''}>
            Activate
          </WorkButton>
        </>
      )}
      <button type="button" onClick={() => setRemoving(true)}>
        Remove
      </button>
      {isRemoving ? (
        <Dialog title={`Remove host key …${partialProductKey}?`} onClose={() => setRemoving(false)}>
          <p>
            This host then stops answering for its products. Machines stay activated until their validity
            ends.
          </p>
          <div class="actions">
            <WorkButton kind="danger" work={remove}>
              Remove
            </WorkButton>
            <button type="button" onClick={() => setRemoving(false)}>
              Keep it
            </button>
          </div>
        </Dialog>
      ) : null}
    </div>
  )
}

function InstallKey({ reload }: { readonly reload: () => void }) {
  const [productKey, setProductKey] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [done, setDone] = useState('')
  const submit = async (event: Event) => {
    event.preventDefault()
    setProblem(undefined)
    setDone('')
    try {
      const { partialProductKey } = await call<HostKey>('/keys', { method: 'POST', body: { productKey } })
      setProductKey('')
      setDone(`Host key …${partialProductKey} is installed.`)
      reload()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <form class="row-form" onSubmit={submit}>
      <label>
        Install a host key
        <input
          class="number"
          required
          autocomplete="off"
          spellcheck={false}
          placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"
          value={productKey}
          onInput={(event) => setProductKey(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Install</button>
      <ProblemNote problem={problem} />
      {done === '' ? null : (
        <p class="notice good" role="status">
          {done}
        </p>
      )}
    </form>
  )
}

function Intervals() {
  const present = overview.value?.intervals
  const [retry, setRetry] = useState('')
  const [renewal, setRenewal] = useState('')
  const minutes = (text: string) => (text.trim() === '' ? undefined : Number(text))
  const save = async () => {
    await call('/settings', {
      method: 'PATCH',
      body: { retryMinutes: minutes(retry), renewalMinutes: minutes(renewal) },
    })
    setRetry('')
    setRenewal('')
  }
  const reset = () =>
    call('/settings', { method: 'PATCH', body: { retryMinutes: null, renewalMinutes: null } })
  return (
    <Section
      title="Intervals"
      note="What machines are told with each answer. From 15 minutes to 30 days (43 200 minutes)."
    >
      <dl class="facts">
        <dt>Retry while not activated</dt>
        <dd>{present === undefined ? '…' : durationText(present.retryMinutes)}</dd>
        <dt>Renew once activated</dt>
        <dd>{present === undefined ? '…' : durationText(present.renewalMinutes)}</dd>
      </dl>
      {mayChange() ? (
        <div class="row-form">
          <label>
            Retry, in minutes
            <input
              inputMode="numeric"
              value={retry}
              onInput={(event) => setRetry(event.currentTarget.value)}
            />
          </label>
          <label>
            Renewal, in minutes
            <input
              inputMode="numeric"
              value={renewal}
              onInput={(event) => setRenewal(event.currentTarget.value)}
            />
          </label>
          <WorkButton work={save} disabled={retry === '' && renewal === ''}>
            Save
          </WorkButton>
          <WorkButton work={reset}>As the licence says</WorkButton>
        </div>
      ) : null}
    </Section>
  )
}
