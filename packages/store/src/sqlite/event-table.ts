/** The event log: read from either end, in the order of writing or of time, shortened at its old end. */

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { eventIds, type MusterEvent } from '@muster/core/events'
import type { EventQuery, Page, StoredEvent } from '@muster/core/stores'
import { type EventPlace, eventCursor, readEventPlace } from '../page-cursor.ts'
import { eventColumns, eventValues, readEvent } from './event-row.ts'
import { MachineEvents } from './machine-events.ts'
import type { Row } from './row.ts'

/** Reads and writes `events`. */
export class EventTable {
  readonly #database: DatabaseSync
  readonly #insert: StatementSync
  readonly #deleteOld: StatementSync
  readonly #deleteOldest: StatementSync
  readonly #addStored: StatementSync
  readonly #stored: StatementSync
  readonly #ofMachine: MachineEvents

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#insert = database.prepare(insertEvent)
    this.#deleteOld = database.prepare(deleteOld)
    this.#deleteOldest = database.prepare(deleteOldest)
    this.#addStored = database.prepare('UPDATE host SET events_stored = events_stored + ?')
    this.#stored = database.prepare('SELECT events_stored FROM host')
    this.#ofMachine = new MachineEvents(database)
  }

  write(events: readonly MusterEvent[]): void {
    for (const event of events) this.#insert.run(...eventValues(event))
    if (events.length > 0) this.#addStored.run(events.length)
  }

  /** One page. Throws `cursor-invalid`. */
  read(query: EventQuery): Page<StoredEvent> {
    const rows = this.#select(query)
    const items = rows.slice(0, query.limit).map(readEvent)
    const last = items.at(-1)
    const more = rows.length > query.limit && last !== undefined
    return { items, next: more ? eventCursor(query, last) : undefined }
  }

  /** One row more than a page has, where there are more. */
  #select(query: EventQuery): readonly Row[] {
    const { cmid, limit } = query
    const place = readEventPlace(query)
    if (cmid !== undefined) return this.#ofMachine.read({ ...query, cmid }, place, limit + 1)
    const { sql, values } = selectPage(query, place)
    return this.#database.prepare(sql).all(...values)
  }

  /** Removes at most `rowsMax` events, first those of before, then what exceeds `eventsMax`; gives their number. */
  removeOld(options: {
    readonly beforeMs: number
    readonly eventsMax: number
    readonly rowsMax: number
  }): number {
    const { beforeMs, eventsMax, rowsMax } = options
    const old = Number(this.#deleteOld.run(beforeMs, rowsMax).changes)
    const excess = Number(this.#stored.get()?.events_stored) - old - eventsMax
    const excessNow = Math.max(0, Math.min(excess, rowsMax - old))
    const removed = old + Number(this.#deleteOldest.run(excessNow).changes)
    if (removed > 0) this.#addStored.run(-removed)
    return removed
  }
}

const insertEvent = `INSERT INTO events (${eventColumns.join(', ')})
  VALUES (${eventColumns.map(() => '?').join(', ')})`

const deleteOld = `DELETE FROM events WHERE sequence IN (
    SELECT sequence FROM events WHERE time_ms < ? ORDER BY time_ms LIMIT ?)`

const deleteOldest =
  'DELETE FROM events WHERE sequence IN (SELECT sequence FROM events ORDER BY sequence LIMIT ?)'

interface Selection {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

function selectPage(query: EventQuery, place: EventPlace | undefined): Selection {
  const conditions: string[] = []
  const values: SQLInputValue[] = []
  const where = (condition: string, ...of: readonly SQLInputValue[]): void => {
    conditions.push(condition)
    values.push(...of)
  }
  const { oldestFirst, sinceMs, id } = query
  const beyond = oldestFirst ? '>' : '<'
  if (place?.timeMs !== undefined) where(`(time_ms, sequence) ${beyond} (?, ?)`, place.timeMs, place.sequence)
  else if (place !== undefined) where(`sequence ${beyond} ?`, place.sequence)
  if (sinceMs !== undefined) where('time_ms >= ?', sinceMs)
  if (id !== undefined) where(idCondition(id), id)
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const columns = sinceMs === undefined ? ['sequence'] : ['time_ms', 'sequence']
  const order = columns.map((column) => `${column} ${oldestFirst ? 'ASC' : 'DESC'}`).join(', ')
  const sql = `SELECT * FROM ${sourceOf(query)} ${filter} ORDER BY ${order} LIMIT ?`
  return { sql, values: [...values, query.limit + 1] }
}

/** Of events since a moment, the rare ones are found and sorted; all others stand in order of time. */
function sourceOf({ sinceMs, id }: EventQuery): string {
  if (sinceMs === undefined) return 'events'
  if (id !== undefined && id !== eventIds.requestProcessed) return 'events INDEXED BY service_events_by_id'
  return 'events INDEXED BY events_by_time'
}

/** The index of the rare events serves a query only if it says that it wants no others. */
function idCondition(id: number): string {
  return id === eventIds.requestProcessed ? 'id = ?' : `id <> ${eventIds.requestProcessed} AND id = ?`
}
