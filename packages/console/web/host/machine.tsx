/** One machine: what it is known by, and its requests with the lineage of its leases. */
import { Badge, CopyButton, Empty, Loading, PageHead, ProblemNote, Section } from '../components/basics.tsx'
import { type Column, Table } from '../components/table.tsx'
import { durationText, Time } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import { StateBadge } from './machines.tsx'
import type { Machine, MachineRequest } from './types.ts'

interface OneMachine {
  readonly cmid: string
  readonly records: readonly Machine[]
  readonly requests: readonly MachineRequest[]
  readonly names: readonly string[]
  readonly addresses: readonly string[]
}

/** The page. */
export function MachinePage({ cmid }: { readonly cmid: string }) {
  const load = useLoad(() => call<OneMachine>(`/machines/${encodeURIComponent(cmid)}`), cmid)
  const { data } = load
  return (
    <>
      <PageHead title={data?.names[0] ?? 'Machine'} lead={<span class="number break">{cmid}</span>}>
        <CopyButton text={cmid} label="Copy CMID" />
        <a class="button" href="#/machines">
          All machines
        </a>
      </PageHead>
      <ProblemNote problem={load.problem} />
      {data === undefined ? (
        load.problem === undefined ? (
          <Loading rows={10} />
        ) : null
      ) : (
        <Shown machine={data} />
      )}
    </>
  )
}

function Shown({ machine }: { readonly machine: OneMachine }) {
  const fingerprints = new Set(machine.requests.map(({ fingerprint }) => fingerprint).filter(Boolean))
  return (
    <>
      {fingerprints.size > 1 ? (
        <p class="notice warn" role="note">
          <strong>{fingerprints.size} machines may share this CMID.</strong> Their hardware differs: perhaps
          copies of one image. They count as one until the copies are rearmed.
        </p>
      ) : null}
      {machine.records.map((record) => (
        <Section key={record.productId} title="As last seen">
          <dl class="facts">
            <dt>State it reported</dt>
            <dd>
              <StateBadge state={record.licenceState} />
            </dd>
            <dt>State ends in</dt>
            <dd>{durationText(record.minutesToStateExpiry)}</dd>
            <dt>Counted now</dt>
            <dd>{record.counted ? 'yes' : 'no, it has not asked for 30 days or others pushed it out'}</dd>
            <dt>Kind</dt>
            <dd>{record.virtual ? 'virtual' : 'physical'}</dd>
            <dt>Names</dt>
            <dd>{machine.names.join(', ') || 'not told'}</dd>
            <dt>Addresses</dt>
            <dd class="number">{machine.addresses.join(', ')}</dd>
            <dt>First asked</dt>
            <dd>
              <Time iso={record.firstSeen} />
            </dd>
            <dt>Last asked</dt>
            <dd>
              <Time iso={record.lastSeen} />
            </dd>
            <dt>Product</dt>
            <dd class="number break">{record.productId}</dd>
          </dl>
        </Section>
      ))}
      <Section
        title="Requests"
        note="Newest first. Each answer is a lease with an id, and the next request names the lease before it."
      >
        {machine.requests.length === 0 ? (
          <Empty title="No request is kept any more">The event log keeps what retention allows.</Empty>
        ) : (
          <Table label="Requests" columns={columns} rows={machine.requests} keyOf={({ time }) => time} />
        )}
      </Section>
    </>
  )
}

/** Whether the answer was enough: the machine itself compares (rules R2.1). */
function Result({ of: { code, count, minimumCount } }: { readonly of: MachineRequest }) {
  if (code !== 'success') return <Badge tone="bad">{code}</Badge>
  const missing = minimumCount - (count ?? 0)
  return missing > 0 ? <Badge tone="warn">{missing} missing</Badge> : <Badge tone="good">activated</Badge>
}

const columns: readonly Column<MachineRequest>[] = [
  { heading: 'Time', cell: ({ time }) => <Time iso={time} /> },
  { heading: 'Result', cell: (request) => <Result of={request} /> },
  {
    heading: 'Count',
    cell: ({ count, minimumCount }) => `${count ?? '–'} of ${minimumCount}`,
    isNumber: true,
  },
  {
    heading: 'State it reported',
    cell: ({ licenceState }) => <StateBadge state={licenceState} />,
    isWide: true,
  },
  { heading: 'Address', cell: ({ address }) => <span class="number">{address}</span>, isWide: true },
  { heading: 'Lease', cell: ({ leaseId }) => <code>{leaseId?.slice(0, 8) ?? '–'}</code>, isWide: true },
  {
    heading: 'After lease',
    cell: ({ previousLeaseId }) => <code>{previousLeaseId?.slice(0, 8) ?? 'first'}</code>,
    isWide: true,
  },
]
