/** Machines of the inventory as people and other programs see them. Keys show their last group only (R1.6). */
import { licenceStateName } from '@muster/core/licensing'
import type { Selected } from '@muster/fleet'
import type { Column } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'

/** One line of a list: a machine, or a product of one. */
export interface ListRow {
  readonly machine: string
  readonly product: string
  readonly state: string
  readonly channel: string
  readonly partialProductKey: string
  readonly until: string
  readonly cmid: string
  readonly refreshed: string
  readonly lastResult: string
}

/** A machine as JSON; times are ISO 8601, UTC. */
export function machineView({ machine, products }: Selected) {
  const { name, address, source, addedAtMs, refreshedAtMs, lastTry } = machine
  return {
    name,
    address: address ?? null,
    source,
    added: isoTime(addedAtMs),
    refreshed: refreshedAtMs === undefined ? null : isoTime(refreshedAtMs),
    lastTry: lastTry === undefined ? null : { at: isoTime(lastTry.atMs), code: lastTry.code ?? null },
    products: products.map((each) => ({
      ...each,
      licenceStateName: licenceStateName(each.licenceState),
    })),
  }
}

/** The lines of a machine: one for each product, or one for a machine without any. */
export function listRows({ machine, products }: Selected): readonly ListRow[] {
  const { name, refreshedAtMs, lastTry } = machine
  const base = {
    machine: name,
    refreshed: refreshedAtMs === undefined ? 'never' : formatTime(isoTime(refreshedAtMs)),
    lastResult: lastTry === undefined ? '' : (lastTry.code ?? 'done'),
  }
  if (products.length === 0)
    return [{ ...base, product: '', state: '', channel: '', partialProductKey: '', until: '', cmid: '' }]
  return products.map(({ activatedUntil, graceUntil, ...each }) => ({
    ...base,
    product: each.product,
    state: licenceStateName(each.licenceState),
    channel: each.channel ?? '',
    partialProductKey: each.partialProductKey ?? '',
    until: (activatedUntil ?? graceUntil ?? '').slice(0, 10),
    cmid: each.cmid ?? '',
  }))
}

/** The columns for people. */
export const tableColumns: readonly Column<ListRow>[] = [
  { heading: 'Machine', text: (row) => row.machine },
  { heading: 'Product', text: (row) => row.product },
  { heading: 'State', text: (row) => row.state },
  { heading: 'Channel', text: (row) => row.channel },
  { heading: 'Key', text: (row) => row.partialProductKey },
  { heading: 'Until', text: (row) => row.until },
  { heading: 'Refreshed', text: (row) => row.refreshed },
  { heading: 'Last result', text: (row) => row.lastResult },
]

const csvColumns = [
  'machine',
  'product',
  'state',
  'channel',
  'partialProductKey',
  'until',
  'cmid',
  'refreshed',
  'lastResult',
] as const satisfies readonly (keyof ListRow)[]

/** CSV (RFC 4180) with a heading. */
export function csvText(rows: readonly ListRow[]): string {
  const lines = [csvColumns, ...rows.map((row) => csvColumns.map((column) => row[column]))]
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

/** Machines say what their products are called; a cell that a spreadsheet would calculate is made text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
