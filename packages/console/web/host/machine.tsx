/** One machine: what it is known by, who shares its CMID, and its requests with the lineage of their leases. */
import { Badge, CopyButton, Empty, Loading, PageHead, ProblemNote, Section } from '../components/basics.tsx'
import { type Column, Table } from '../components/table.tsx'
import { durationText, Time } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import { SharingTable } from './duplicates.tsx'
import type { Relations } from './insight-types.ts'
import { LineageMark, type LineageStep, lanesOf, lineageOf } from './lineage.tsx'
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
        <a class="button small" href={`#/events/${cmid}`}>
          Its events
        </a>
        <a class="button small" href="#/machines">
          All machines
        </a>
      </PageHead>
      <ProblemNote problem={load.problem} />
      {data === undefined ? (
        load.problem === undefined ? (
          <Loading rows={10} />
        ) : null
      ) : (
        <>
          {data.records.map((record) => (
            <Facts key={record.productId} record={record} machine={data} />
          ))}
          <RelationsSection cmid={cmid} />
          <Requests machine={data} />
        </>
      )}
    </>
  )
}

function Facts({ record, machine }: { readonly record: Machine; readonly machine: OneMachine }) {
  return (
    <Section title="As last seen">
      <dl class="facts">
        <dt>State it reported</dt>
        <dd>
          <StateBadge state={record.licenceState} />{' '}
          {record.minutesToStateExpiry > 0 ? (
            <span class="quiet">ends in {durationText(record.minutesToStateExpiry)}</span>
          ) : null}
        </dd>
        <dt>Counted now</dt>
        <dd>{record.counted ? 'yes' : 'no, it has not asked for 30 days or others pushed it out'}</dd>
        <dt>Kind</dt>
        <dd>{record.virtual ? 'virtual' : 'physical'}</dd>
        <dt>{machine.names.length > 1 ? 'Names' : 'Name'}</dt>
        <dd>{machine.names.join(', ') || 'not told'}</dd>
        <dt>{machine.addresses.length > 1 ? 'Addresses' : 'Address'}</dt>
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
        <dt>Hardware</dt>
        <dd class="number break">{record.fingerprint ?? 'not told'}</dd>
      </dl>
    </Section>
  )
}

function RelationsSection({ cmid }: { readonly cmid: string }) {
  const load = useLoad(() => call<Relations>(`/machines/${encodeURIComponent(cmid)}/relations`), cmid)
  const { data } = load
  return (
    <Section title="Duplicates">
      <ProblemNote problem={load.problem} />
      {data === undefined ? (
        load.problem === undefined ? (
          <Loading rows={2} beganAt={load.beganAt} />
        ) : null
      ) : (
        <>
          {data.shared.length === 0 ? <p>No other machine uses this CMID.</p> : null}
          {data.shared.map((shared) => (
            <div key={shared.applicationId}>
              <p class="notice warn">
                <strong>{shared.machines.length} machines share this CMID and count as one.</strong> On every
                copy run <code>muster client rearm</code>; the count would then be{' '}
                <span class="number">{shared.countWithoutDuplication}</span>.
              </p>
              <SharingTable shared={shared} />
            </div>
          ))}
          {data.otherCmids.length === 0 ? null : (
            <>
              <p>The same hardware was seen under other CMIDs:</p>
              <ul>
                {data.otherCmids.map((other) => (
                  <li key={other.cmid}>
                    <a class="number break" href={`#/machines/${other.cmid}`}>
                      {other.cmid}
                    </a>{' '}
                    <span class="quiet">
                      last asked <Time iso={other.lastSeen} />
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Section>
  )
}

function Requests({ machine }: { readonly machine: OneMachine }) {
  const steps = lineageOf(machine.requests)
  const lanes = lanesOf(steps)
  return (
    <Section
      title="Requests and lineage"
      note="Newest first. Each answer is a lease, and the next request names the lease before it: one machine makes one line, copies make several."
    >
      {steps.length === 0 ? (
        <Empty title="No request is kept any more">The event log keeps what retention allows.</Empty>
      ) : (
        <Table
          label="Requests"
          columns={columnsOf(lanes)}
          rows={steps.map((step, place) => ({ ...step, place }))}
          keyOf={({ place }) => place}
        />
      )}
    </Section>
  )
}

/** Whether the answer was enough: the machine itself compares (rules R2.1). */
function Result({ of: { code, count, minimumCount } }: { readonly of: MachineRequest }) {
  if (code !== 'success') return <Badge tone="bad">{code}</Badge>
  const missing = minimumCount - (count ?? 0)
  return missing > 0 ? <Badge tone="warn">{missing} missing</Badge> : <Badge tone="good">activated</Badge>
}

function columnsOf(lanes: number): readonly Column<LineageStep>[] {
  return [
    { heading: 'Line', cell: (step) => <LineageMark step={step} lanes={lanes} />, className: 'lineage-cell' },
    { heading: 'Time', cell: ({ request }) => <Time iso={request.time} /> },
    { heading: 'Result', cell: ({ request }) => <Result of={request} /> },
    {
      heading: 'Count',
      cell: ({ request }) => `${request.count ?? '–'} of ${request.minimumCount}`,
      isNumber: true,
      isWide: true,
    },
    { heading: 'Name', cell: ({ request }) => request.machineName || '–', isWide: true },
    {
      heading: 'State it reported',
      cell: ({ request }) => <StateBadge state={request.licenceState} />,
      isWide: true,
    },
    {
      heading: 'Address',
      cell: ({ request }) => <span class="number">{request.address}</span>,
      isWide: true,
    },
    {
      heading: 'Lease',
      cell: ({ request: { leaseId, previousLeaseId } }) => (
        <>
          <code>{leaseId?.slice(0, 8) ?? '–'}</code>{' '}
          <span class="quiet">
            {previousLeaseId === null ? 'the first' : <>after {<code>{previousLeaseId.slice(0, 8)}</code>}</>}
          </span>
        </>
      ),
      isWide: true,
    },
  ]
}
