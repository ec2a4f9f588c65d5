/** Host keys: what each certificate says, installing one, activating it online or by telephone, removing it. */
import { useState } from 'preact/hooks'
import { Badge, Dialog, ProblemNote, WorkButton } from '../components/basics.tsx'
import { daysUntil, Time } from '../components/time.tsx'
import { call, type Problem, problemOf } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { TelephoneActivation } from './telephone-activation.tsx'
import type { HostKey } from './types.ts'

/** One key with its certificate, and what can be done with it. */
export function KeyCard({ hostKey, reload }: { readonly hostKey: HostKey; readonly reload: () => void }) {
  const { partialProductKey, productGroup, state, certificate, catalogue, installed } = hostKey
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
        <dt>Named in it</dt>
        <dd class="break">{certificate === undefined ? '–' : certificate.hostName}</dd>
        <dt>Product groups</dt>
        <dd class="number">{(certificate?.productGroups ?? [productGroup]).join(', ')}</dd>
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
        <dt>Catalogue of</dt>
        <dd>{catalogue === undefined ? '–' : <Time iso={catalogue.issued} dateOnly />}</dd>
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
  const [isCalling, setCalling] = useState(false)
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
          <button type="button" aria-expanded={isCalling} onClick={() => setCalling(!isCalling)}>
            By telephone
          </button>
        </>
      )}
      <button type="button" onClick={() => setRemoving(true)}>
        Remove
      </button>
      {isCalling && state !== 'activated' ? (
        <TelephoneActivation partialProductKey={partialProductKey} reload={reload} />
      ) : null}
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

/** The form for a new key. */
export function InstallKey({ reload }: { readonly reload: () => void }) {
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
