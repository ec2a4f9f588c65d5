/** What tells whether two stores hold the same: the number of records of each kind, and a hash over them in order. */
import { createHash, type Hash } from 'node:crypto'
import type { StoreContent, StoreTotals } from './store-content.ts'

const rowsPerPage = 2_000

/** SHA-256 over everything in a store, hexadecimal, and how much it is. */
export interface ContentDigest extends StoreTotals {
  readonly head: string
  readonly machinesHash: string
  readonly eventsHash: string
}

/** Reads a store from end to end. `onRows` learns how many rows were read since its last call. */
export async function digestContent(
  content: StoreContent,
  onRows: (rows: number) => void = () => {},
): Promise<ContentDigest> {
  const head = createHash('sha256')
  enter(head, await content.head())
  const machines = await digestPages(
    (last: Machine | undefined) => content.machinesAfter(last, rowsPerPage),
    onRows,
  )
  const events = await digestPages(
    (last: Event | undefined) => content.eventsAfter(last?.sequence ?? 0, rowsPerPage),
    onRows,
  )
  return {
    head: head.digest('hex'),
    machines: machines.rows,
    machinesHash: machines.hash,
    events: events.rows,
    eventsHash: events.hash,
  }
}

/** Whether two stores hold the same. */
export function isSameContent(left: ContentDigest, right: ContentDigest): boolean {
  return (
    left.head === right.head &&
    left.machines === right.machines &&
    left.machinesHash === right.machinesHash &&
    left.events === right.events &&
    left.eventsHash === right.eventsHash
  )
}

type Machine = Awaited<ReturnType<StoreContent['machinesAfter']>>[number]
type Event = Awaited<ReturnType<StoreContent['eventsAfter']>>[number]

async function digestPages<Item>(
  read: (last: Item | undefined) => Promise<readonly Item[]>,
  onRows: (rows: number) => void,
): Promise<{ readonly rows: number; readonly hash: string }> {
  const hash = createHash('sha256')
  let rows = 0
  let last: Item | undefined
  for (;;) {
    const page = await read(last)
    if (page.length === 0) return { rows, hash: hash.digest('hex') }
    for (const item of page) enter(hash, item)
    rows += page.length
    last = page.at(-1)
    onRows(page.length)
  }
}

function enter(hash: Hash, value: unknown): void {
  hash.update(`${JSON.stringify(value, canonical)}\n`)
}

/** One text for one value: names in order, maps as their pairs, bytes as hexadecimal. */
function canonical(name: string, value: unknown): unknown {
  // Fields of an event have an order that means something.
  if (name === 'fields') return JSON.stringify(value)
  if (value instanceof Map) return [...value]
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
}
