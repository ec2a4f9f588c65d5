/** Reading and shortening the lists of the memory store. */
import { eventIds } from '@muster/core/events'
import type {
  EventQuery,
  MachineQuery,
  MachineRecord,
  Page,
  RetentionOutcome,
  StoredEvent,
} from '@muster/core/stores'
import { activityKeptMs } from '../activity-log.ts'
import {
  type EventPlace,
  eventCursor,
  type MachinePlace,
  machineCursor,
  readEventPlace,
  readMachineCursor,
} from '../page-cursor.ts'
import type { KeptMachine, MemoryHostData } from './host-data.ts'

/** One page of the inventory, newest first. Throws `cursor-invalid`. */
export function readMachines(data: MemoryHostData, query: MachineQuery): Page<MachineRecord> {
  const place = query.after === undefined ? undefined : readMachineCursor(query.after)
  const matching = [...data.machines.values()]
    .filter((machine) => query.applicationId === undefined || machine.applicationId === query.applicationId)
    .filter((machine) => place === undefined || comparePlaces(placeOf(machine), place) < 0)
    .sort((left, right) => comparePlaces(placeOf(right), placeOf(left)))
  const items = matching.slice(0, query.limit).map((machine) => withCounted(data, machine, query.nowMs))
  const last = items.at(-1)
  const more = matching.length > query.limit && last !== undefined
  return { items, next: more ? machineCursor(placeOf(last)) : undefined }
}

/** One page of the event log. Throws `cursor-invalid`. */
export function readEvents(data: MemoryHostData, query: EventQuery): Page<StoredEvent> {
  const matching = query.sinceMs === undefined ? eventsInLogOrder(data, query) : eventsByTime(data, query)
  const items = matching.slice(0, query.limit)
  const last = items.at(-1)
  const more = matching.length > query.limit && last !== undefined
  return { items, next: more ? eventCursor(query, last) : undefined }
}

/** The events of a page and one more, as they stand in the log: no more of them is looked at than the page needs. */
function eventsInLogOrder({ events }: MemoryHostData, query: EventQuery): readonly StoredEvent[] {
  const isBeyond = beyondPlace(query)
  const found: StoredEvent[] = []
  for (let index = 0; index < events.length && found.length <= query.limit; index++) {
    const stored = events.at(query.oldestFirst ? index : -1 - index)
    if (stored !== undefined && isAskedFor(stored, query) && isBeyond(stored)) found.push(stored)
  }
  return found
}

function eventsByTime({ events }: MemoryHostData, query: EventQuery): readonly StoredEvent[] {
  const isBeyond = beyondPlace(query)
  const direction = query.oldestFirst ? 1 : -1
  return events
    .filter((stored) => isAskedFor(stored, query) && isBeyond(stored))
    .sort((left, right) => compareEvents(eventPlaceOf(left, query), eventPlaceOf(right, query)) * direction)
}

/** Whether an event comes after the place at which the last page ended. */
function beyondPlace(query: EventQuery): (stored: StoredEvent) => boolean {
  const place = readEventPlace(query)
  const direction = query.oldestFirst ? 1 : -1
  return (stored) => place === undefined || compareEvents(eventPlaceOf(stored, query), place) * direction > 0
}

/** Takes out what is too old or too much, at most `rowsMax` events and machines each. */
export function removeOld(data: MemoryHostData, options: Bounds): RetentionOutcome {
  const { beforeMs } = options
  const eventsRemoved = removeEvents(data, options)
  const machinesRemoved = removeMachines(data, options)
  data.activity.removeBefore(beforeMs - activityKeptMs)
  return { eventsRemoved, machinesRemoved }
}

interface Bounds {
  readonly beforeMs: number
  readonly eventsMax: number
  readonly rowsMax: number
}

function removeEvents(data: MemoryHostData, { beforeMs, eventsMax, rowsMax }: Bounds): number {
  const old = oldest(data.events, ({ event }) => event.timeMs, { beforeMs, rowsMax })
  const young = old.size === 0 ? data.events : data.events.filter((stored) => !old.has(stored))
  const excess = Math.max(0, Math.min(young.length - eventsMax, rowsMax - old.size))
  data.events = young.slice(excess)
  return old.size + excess
}

function removeMachines(data: MemoryHostData, bounds: Bounds): number {
  const seenBefore: [string, KeptMachine][] = []
  for (const [key, machine] of data.machines)
    if (machine.seenAtMs < bounds.beforeMs) seenBefore.push([key, machine])
  // In the order of the inventory, so that of machines of one moment the same ones leave as in any other store.
  const ordered = seenBefore.sort(([, left], [, right]) => comparePlaces(placeOf(left), placeOf(right)))
  const gone = oldest(ordered, ([, machine]) => machine.seenAtMs, bounds)
  for (const [key] of gone) data.machines.delete(key)
  return gone.size
}

function eventPlaceOf({ sequence, event }: StoredEvent, { sinceMs }: EventQuery): EventPlace {
  return sinceMs === undefined ? { sequence } : { sequence, timeMs: event.timeMs }
}

function compareEvents(left: EventPlace, right: EventPlace): number {
  return (left.timeMs ?? 0) - (right.timeMs ?? 0) || left.sequence - right.sequence
}

function isAskedFor({ event }: StoredEvent, query: EventQuery): boolean {
  const id = event.kind === 'service' ? event.id : eventIds.requestProcessed
  const cmid = event.kind === 'service' ? undefined : event.request.cmid
  if (query.sinceMs !== undefined && event.timeMs < query.sinceMs) return false
  if (query.id !== undefined && id !== query.id) return false
  return query.cmid === undefined || cmid === query.cmid
}

/** A machine as it is read, with whether the count cache holds it. */
export function withCounted(data: MemoryHostData, kept: KeptMachine, nowMs: number): MachineRecord {
  const { leaseId: _, irregularAtMs: __, ...machine } = kept
  const entry = data.counts.get(machine.applicationId)?.entries.get(machine.cmid)
  return { ...machine, counted: entry !== undefined && nowMs < entry.expiresAtMs }
}

function placeOf(machine: KeptMachine): MachinePlace {
  return { lastSeenMs: machine.seenAtMs, cmid: machine.cmid, productId: machine.productId }
}

function comparePlaces(left: MachinePlace, right: MachinePlace): number {
  if (left.lastSeenMs !== right.lastSeenMs) return left.lastSeenMs - right.lastSeenMs
  if (left.cmid !== right.cmid) return left.cmid < right.cmid ? -1 : 1
  if (left.productId !== right.productId) return left.productId < right.productId ? -1 : 1
  return 0
}

function oldest<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  { beforeMs, rowsMax }: { readonly beforeMs: number; readonly rowsMax: number },
): ReadonlySet<Item> {
  const before = items.filter((item) => timeOf(item) < beforeMs)
  return new Set(before.sort((left, right) => timeOf(left) - timeOf(right)).slice(0, rowsMax))
}
