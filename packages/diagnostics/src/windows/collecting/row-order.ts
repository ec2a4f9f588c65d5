/** The order of the rows of a request table: by time, without those that say again what another source said. */

/** The columns that decide. */
export interface OrderColumns {
  readonly seconds: NumberColumn
  readonly clientSeconds: NumberColumn
  readonly cmid: NumberColumn
  readonly name: NumberColumn
  readonly host: NumberColumn
  readonly source: NumberColumn
  readonly utc: NumberColumn
}

interface NumberColumn {
  at(row: number): number
}

/** Rows in order of time. Rows of one time keep the order in which they were read. */
export function orderRows(
  size: number,
  columns: OrderColumns,
): { readonly order: Uint32Array; readonly repeated: number } {
  const repeated = repeatedRows(size, columns)
  const sorted = sortBy(size, columns.seconds)
  const order = repeated.size === 0 ? sorted : sorted.filter((row) => !repeated.has(row))
  return { order, repeated: repeated.size }
}

/** Row numbers stay below this, so that a time and a row fit together into one exact number. */
const rowsSpan = 2 ** 21

function sortBy(size: number, column: NumberColumn): Uint32Array {
  const keys = new Float64Array(size)
  for (let row = 0; row < size; row++) keys[row] = column.at(row) * rowsSpan + row
  keys.sort()
  const order = new Uint32Array(size)
  for (let index = 0; index < size; index++) order[index] = (keys[index] ?? 0) % rowsSpan
  return order
}

/** Rows with the client time, CMID and name of a row of another source, unless two hosts wrote them. */
function repeatedRows(size: number, columns: OrderColumns): ReadonlySet<number> {
  const repeated = new Set<number>()
  if (!hasSeveralSources(size, columns)) return repeated
  const byClientTime = sortBy(size, columns.clientSeconds)
  let first = new Map<number, number>()
  let time = 0
  for (const row of byClientTime) {
    const rowTime = columns.clientSeconds.at(row)
    if (rowTime !== time) {
      first = new Map()
      time = rowTime
    }
    if (rowTime !== 0) judge(row, first, columns, repeated)
  }
  return repeated
}

function judge(row: number, first: Map<number, number>, columns: OrderColumns, repeated: Set<number>): void {
  const key = columns.cmid.at(row) * rowsSpan + columns.name.at(row)
  const other = first.get(key)
  if (other === undefined) first.set(key, row)
  else if (!isSameLine(row, other, columns)) return
  else if (columns.utc.at(row) === 1 && columns.utc.at(other) === 0) {
    repeated.add(other)
    first.set(key, row)
  } else repeated.add(row)
}

function isSameLine(row: number, other: number, columns: OrderColumns): boolean {
  const [host, otherHost] = [columns.host.at(row), columns.host.at(other)]
  const hostsDiffer = host !== 0 && otherHost !== 0 && host !== otherHost
  return columns.source.at(row) !== columns.source.at(other) && !hostsDiffer
}

function hasSeveralSources(size: number, { source }: OrderColumns): boolean {
  const first = source.at(0)
  for (let row = 1; row < size; row++) if (source.at(row) !== first) return true
  return false
}
