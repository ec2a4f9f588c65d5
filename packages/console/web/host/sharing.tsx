/** Hosts that share one count (R2.13): who they are, and which of them wrote a row. */
import { Badge, Section } from '../components/basics.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { overview } from '../state/live.ts'
import type { SharingHost } from './types.ts'

/** The hosts that share the count; nothing where this host counts on its own. */
export function SharingSection({ sharing }: { readonly sharing: readonly SharingHost[] | null }) {
  if (sharing === null) return null
  return (
    <Section
      title="Hosts that share this count"
      note="They keep machines, events and counts in one database."
    >
      <Table label="Hosts" columns={columns} rows={sharing} keyOf={({ hostName }) => hostName} />
    </Section>
  )
}

/** A column that names the host of each row, where several share the store. */
export function hostColumns<Row extends { readonly hostName: string | null }>(
  heading: string,
): readonly Column<Row>[] {
  const isShared = overview.value !== undefined && overview.value.sharing !== null
  return isShared ? [{ heading, cell: ({ hostName }) => hostName ?? '–', isWide: true }] : []
}

const columns: readonly Column<SharingHost>[] = [
  {
    heading: 'Host',
    cell: ({ hostName, isThisHost }) => (
      <>
        {hostName} {isThisHost ? <span class="quiet">this one</span> : null}
      </>
    ),
  },
  {
    heading: 'Serving',
    cell: ({ serving }) => (serving ? <Badge tone="good">yes</Badge> : <Badge tone="warn">no</Badge>),
  },
  {
    heading: 'Last seen',
    cell: ({ lastSeen }) => (lastSeen === null ? 'never' : <Time iso={lastSeen} />),
    isWide: true,
  },
  { heading: 'Requests', cell: ({ total }) => total, isNumber: true },
  { heading: 'Refused', cell: ({ failed }) => failed, isNumber: true, isWide: true },
]
