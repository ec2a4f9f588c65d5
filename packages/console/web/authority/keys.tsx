/** Keys: their use against their limits, and what can be done with each. */
import { useState } from 'preact/hooks'
import { Badge, Dialog, Empty, Loading, PageHead, ProblemNote, WorkButton } from '../components/basics.tsx'
import { Pager } from '../components/pager.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { call, queryText } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { useLoad } from '../state/use-load.ts'
import { IssueKey } from './issue-key.tsx'
import type { Key } from './types.ts'

interface KeyPage {
  readonly items: readonly Key[]
  readonly next: string | null
}

/** The page. */
export function KeysPage() {
  const [places, setPlaces] = useState<readonly string[]>([])
  const query = queryText({ after: places.at(-1) })
  const load = useLoad(() => call<KeyPage>(`/keys${query}`), query)
  const [chosen, setChosen] = useState<{ readonly key: Key; readonly act: 'block' | 'raise' }>()
  const done = () => {
    setChosen(undefined)
    load.reload()
  }
  const next = load.data?.next ?? null
  return (
    <>
      <PageHead
        title="Keys"
        lead="Host keys and multiple activation keys. A key is shown once, when it is issued."
      />
      {mayChange() ? <IssueKey onIssued={load.reload} /> : null}
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? (
        <Loading rows={6} />
      ) : load.data.items.length === 0 ? (
        <Empty title="No key was issued yet">Issue one for a customer’s host.</Empty>
      ) : (
        <Table
          label="Keys"
          columns={columnsOf((key, act) => setChosen({ key, act }))}
          rows={load.data.items}
          keyOf={({ keyId }) => keyId}
          isStacked
        />
      )}
      <Pager places={places} next={next} setPlaces={setPlaces} />
      {chosen === undefined ? null : (
        <ChangeKey chosen={chosen} onDone={done} onClose={() => setChosen(undefined)} />
      )}
    </>
  )
}

function ChangeKey({
  chosen: { key, act },
  onDone,
  onClose,
}: {
  readonly chosen: { readonly key: Key; readonly act: 'block' | 'raise' }
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const [limit, setLimit] = useState('')
  const field = key.kind === 'host' ? 'hostsMax' : 'activationsMax'
  const present = key.kind === 'host' ? key.hostsMax : key.activationsMax
  const work = async () => {
    const body = act === 'block' ? { reason } : { reason, [field]: Number(limit) }
    await call(`/keys/${key.keyId}/${act}`, { method: 'POST', body })
    onDone()
  }
  const title =
    act === 'block'
      ? `Block key …${key.partialProductKey} for good?`
      : `Raise the limit of …${key.partialProductKey}`
  return (
    <Dialog title={title} onClose={onClose}>
      {act === 'block' ? <p>It activates nothing any more. What it activated stays activated.</p> : null}
      {act === 'raise' ? (
        <label>
          {key.kind === 'host' ? 'Hosts' : 'Activations'}, now {present}
          <input inputMode="numeric" value={limit} onInput={(event) => setLimit(event.currentTarget.value)} />
        </label>
      ) : null}
      <label>
        Reason, for the audit log
        <input value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <div class="actions dialog-actions">
        <WorkButton
          kind={act === 'block' ? 'danger' : 'primary'}
          work={work}
          disabled={reason.trim() === '' || (act === 'raise' && limit === '')}
        >
          {act === 'block' ? 'Block' : 'Raise'}
        </WorkButton>
        <button type="button" onClick={onClose}>
          Leave it
        </button>
      </div>
    </Dialog>
  )
}

function columnsOf(choose: (key: Key, act: 'block' | 'raise') => void): readonly Column<Key>[] {
  const columns: readonly Column<Key>[] = [
    {
      heading: 'Key',
      cell: ({ partialProductKey, keyId }) => (
        <>
          <strong class="number">…{partialProductKey}</strong> <span class="quiet wide">{keyId}</span>
        </>
      ),
    },
    {
      heading: 'Kind',
      cell: ({ kind }) => <span class="nowrap">{kind === 'host' ? 'Host key' : 'MAK'}</span>,
    },
    { heading: 'Use', cell: (key) => <Use of={key} /> },
    { heading: 'For', cell: ({ note }) => note, isWide: true },
    { heading: 'Issued', cell: ({ issued }) => <Time iso={issued} dateOnly />, isWide: true },
    {
      heading: 'State',
      cell: ({ blocked }) =>
        blocked === null ? (
          <Badge tone="good">in use</Badge>
        ) : (
          <span title={`${blocked.who}: ${blocked.reason}`}>
            <Badge tone="bad">blocked</Badge>
          </span>
        ),
    },
  ]
  if (!mayChange()) return columns
  return [
    ...columns,
    {
      heading: 'Change',
      cell: (key) =>
        key.blocked !== null ? null : (
          <span class="actions">
            <button type="button" class="small" onClick={() => choose(key, 'raise')}>
              Raise
            </button>
            <button type="button" class="small" onClick={() => choose(key, 'block')}>
              Block
            </button>
          </span>
        ),
    },
  ]
}

function Use({ of: { kind, hosts, activations, hostsMax, activationsMax } }: { readonly of: Key }) {
  const used = kind === 'host' ? hosts : activations
  const limit = (kind === 'host' ? hostsMax : activationsMax) ?? 0
  const text = `${used} of ${limit} ${kind === 'host' ? 'hosts' : 'machines'}`
  return (
    <span class="use">
      <span class="number">{text}</span>
      <span class="use-track" aria-hidden="true">
        <span style={{ width: `${Math.min(100, limit === 0 ? 0 : (used / limit) * 100)}%` }} />
      </span>
    </span>
  )
}
