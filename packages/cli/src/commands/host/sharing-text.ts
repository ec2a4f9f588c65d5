/** The hosts that share a count, for people. */
import type { ListedSharingHost } from '@muster/host'
import { type Column, formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'

/** A table of the hosts; `widthMax` as in {@link formatTable}. */
export function formatSharing(hosts: readonly ListedSharingHost[], widthMax?: number): string {
  return formatTable(hosts, columns, widthMax)
}

/** A column with the host of each row; none where the store is one host's own. */
export function hostColumn<Row extends { readonly hostName?: string }>(
  rows: readonly Row[],
): readonly Column<Row>[] {
  const isShared = rows.some(({ hostName }) => hostName !== undefined)
  return isShared ? [{ heading: 'Host', text: ({ hostName }) => hostName ?? '' }] : []
}

const columns: readonly Column<ListedSharingHost>[] = [
  { heading: 'Host', text: ({ hostName }) => hostName },
  { heading: 'Serving', text: ({ serving }) => (serving ? 'yes' : 'no') },
  { heading: 'Last seen', text: ({ lastSeen }) => (lastSeen === null ? 'never' : formatTime(lastSeen)) },
  { heading: 'Requests', text: ({ total }) => String(total), align: 'right' },
  { heading: 'Failed', text: ({ failed }) => String(failed), align: 'right' },
  { heading: '', text: ({ isThisHost }) => (isThisHost ? '(this host)' : '') },
]
