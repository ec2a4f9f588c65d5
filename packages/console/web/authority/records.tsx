/** What was activated, and who did what: three lists of one kind. */
import { useState } from 'preact/hooks'
import { Empty, Loading, PageHead, ProblemNote } from '../components/basics.tsx'
import { Pager } from '../components/pager.tsx'
import { type Column, Table } from '../components/table.tsx'
import { daysUntil, Time } from '../components/time.tsx'
import { call, queryText } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import type { AuditLine, CustomerHost, MachineActivation } from './types.ts'

/** Customers' hosts. */
export function HostsPage() {
  return (
    <List<CustomerHost>
      path="/hosts"
      title="Hosts"
      lead="Activation hosts and directories of customers. What hosts count stays with them."
      empty="No host or directory was activated yet"
      columns={hostColumns}
      keyOf={({ keyId, hostName, firstActivated }) => `${keyId} ${hostName} ${firstActivated}`}
    />
  )
}

/** Machines of multiple activation keys. */
export function ActivationsPage() {
  return (
    <List<MachineActivation>
      path="/activations"
      title="Activations"
      lead="Machines that multiple activation keys activated, each once and for good."
      empty="No machine was activated with a multiple activation key"
      columns={activationColumns}
      keyOf={({ keyId, digest }) => `${keyId} ${digest}`}
    />
  )
}

/** The audit log. */
export function AuditPage() {
  return (
    <List<AuditLine>
      path="/audit"
      title="Audit"
      lead="Who did what, when and why. Nobody can change it here."
      empty="Nothing was done yet"
      columns={auditColumns}
      keyOf={({ sequence }) => sequence}
    />
  )
}

function List<Row>({
  path,
  title,
  lead,
  empty,
  columns,
  keyOf,
}: {
  readonly path: string
  readonly title: string
  readonly lead: string
  readonly empty: string
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string | number
}) {
  const [places, setPlaces] = useState<readonly string[]>([])
  const query = queryText({ after: places.at(-1) })
  const load = useLoad(
    () => call<{ readonly items: readonly Row[]; readonly next: string | null }>(`${path}${query}`),
    `${path}${query}`,
  )
  const next = load.data?.next ?? null
  return (
    <>
      <PageHead title={title} lead={lead} />
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? (
        <Loading rows={8} />
      ) : load.data.items.length === 0 ? (
        <Empty title={empty}>It stands here as soon as it happens.</Empty>
      ) : (
        <Table label={title} columns={columns} rows={load.data.items} keyOf={keyOf} isStacked />
      )}
      <Pager places={places} next={next} setPlaces={setPlaces} />
    </>
  )
}

const hostColumns: readonly Column<CustomerHost>[] = [
  {
    heading: 'Host or directory',
    cell: ({ hostName, kind }) => (
      <>
        <strong class="break">{hostName}</strong>
        {kind === 'directory' && <span class="quiet"> directory</span>}
      </>
    ),
  },
  { heading: 'Key', cell: ({ keyId }) => <code>{keyId}</code>, isWide: true },
  { heading: 'Activations', cell: ({ activations }) => activations, isNumber: true },
  { heading: 'From', cell: ({ address }) => <span class="number">{address}</span>, isWide: true },
  { heading: 'First', cell: ({ firstActivated }) => <Time iso={firstActivated} dateOnly />, isWide: true },
  { heading: 'Latest', cell: ({ lastActivated }) => <Time iso={lastActivated} /> },
  {
    heading: 'Certificate ends',
    cell: ({ certificateExpires }) => (
      <>
        <Time iso={certificateExpires} dateOnly /> <span class="quiet">{daysUntil(certificateExpires)}</span>
      </>
    ),
    isWide: true,
  },
]

const activationColumns: readonly Column<MachineActivation>[] = [
  { heading: 'Machine', cell: ({ digest }) => <code>{digest}</code> },
  { heading: 'Key', cell: ({ keyId }) => <code>{keyId}</code>, isWide: true },
  { heading: 'How', cell: ({ channel }) => channel },
  { heading: 'From', cell: ({ address }) => <span class="number">{address}</span>, isWide: true },
  { heading: 'When', cell: ({ activated }) => <Time iso={activated} /> },
]

const auditColumns: readonly Column<AuditLine>[] = [
  { heading: 'Time', cell: ({ time }) => <Time iso={time} /> },
  { heading: 'Who', cell: ({ who }) => <span class="break">{who}</span> },
  { heading: 'Action', cell: ({ action }) => <span class="nowrap">{action}</span> },
  { heading: 'What', cell: ({ subject }) => <span class="break">{subject}</span>, isWide: true },
  {
    heading: 'Detail',
    cell: ({ detail }) => (detail === '' ? null : <span class="break">{detail}</span>),
    isWide: true,
  },
]
