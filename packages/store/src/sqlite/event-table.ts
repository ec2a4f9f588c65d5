/** The event log: read from either end in the order in which events were written, shortened at its old end. */

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { eventIds, type MusterEvent } from '@muster/core/events'
import type { EventQuery, Page, StoredEvent } from '@muster/core/stores'
import { eventCursor, readEventCursor } from '../page-cursor.ts'
import { eventColumns, eventValues, readEvent } from './event-row.ts'
import { uuidBytes } from './row.ts'

/** So many events are sorted for a page; of more, the page is found by walking through them in order. */
const sortedRowsMax = 5_000

/** Reads and writes `events`. */
export class EventTable {
  readonly #database: DatabaseSync
  readonly #insert: StatementSync
  readonly #deleteOld: StatementSync
  readonly #deleteOldest: StatementSync
  readonly #addStored: StatementSync
  readonly #stored: StatementSync
  readonly #countSince: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#insert = database.prepare(insertEvent)
    this.#deleteOld = database.prepare(deleteOld)
    this.#deleteOldest = database.prepare(deleteOldest)
    this.#addStored = database.prepare('UPDATE host SET events_stored = events_stored + ?')
    this.#countSince = database.prepare(countSince)
    this.#stored = database.prepare('SELECT events_stored FROM host')
  }

  write(events: readonly MusterEvent[]): void {
    for (const event of events) this.#insert.run(...eventValues(event))
    if (events.length > 0) this.#addStored.run(events.length)
  }

  /** One page. Throws `cursor-invalid`. */
  read(query: EventQuery): Page<StoredEvent> {
    const { sql, values } = selectPage(query, this.#areFew(query.sinceMs))
    const rows = this.#database.prepare(sql).all(...values)
    const items = rows.slice(0, query.limit).map(readEvent)
    const last = items.at(-1)
    const more = rows.length > query.limit && last !== undefined
    return { items, next: more ? eventCursor(last.sequence) : undefined }
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

  /** Whether the events since a moment are found by their time and sorted, sooner than met in their order. */
  #areFew(sinceMs: number | undefined): boolean {
    if (sinceMs === undefined) return false
    return Number(this.#countSince.get(sinceMs, sortedRowsMax + 1)?.rows) <= sortedRowsMax
  }
}

const insertEvent = `INSERT INTO events (${eventColumns.join(', ')})
  VALUES (${eventColumns.map(() => '?').join(', ')})`

const countSince =
  'SELECT count(*) AS rows FROM (SELECT 1 FROM events WHERE time_ms >= ? ORDER BY time_ms LIMIT ?)'

const deleteOld = `DELETE FROM events WHERE sequence IN (
    SELECT sequence FROM events WHERE time_ms < ? ORDER BY time_ms LIMIT ?)`

const deleteOldest =
  'DELETE FROM events WHERE sequence IN (SELECT sequence FROM events ORDER BY sequence LIMIT ?)'

interface Selection {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

/** `few`: whether the events since a moment are few enough to be sorted. */
function selectPage(query: EventQuery, few: boolean): Selection {
  const conditions: string[] = []
  const values: SQLInputValue[] = []
  const where = (condition: string, ...of: readonly SQLInputValue[]): void => {
    conditions.push(condition)
    values.push(...of)
  }
  const { oldestFirst, after, sinceMs, cmid, id } = query
  if (after !== undefined) where(`sequence ${oldestFirst ? '>' : '<'} ?`, readEventCursor(after))
  if (sinceMs !== undefined) where('time_ms >= ?', sinceMs)
  if (sinceMs !== undefined && oldestFirst && !few && after === undefined) where(sinceFloor, sinceMs)
  if (cmid !== undefined) where('cmid IS NOT NULL AND cmid = ?', uuidBytes(cmid))
  if (id !== undefined) where(idCondition(id), id)
  const source = few ? 'events INDEXED BY events_by_time' : 'events'
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const order = `ORDER BY sequence ${oldestFirst ? 'ASC' : 'DESC'} LIMIT ?`
  return { sql: `SELECT * FROM ${source} ${filter} ${order}`, values: [...values, query.limit + 1] }
}

/** Spares reading all older events one by one: the index of times alone answers it, once SQLite is told to use it. */
const sinceFloor =
  'sequence >= (SELECT min(sequence) FROM events INDEXED BY events_by_time WHERE time_ms >= ?)'

/** The index of the rare events serves a query only if it says that it wants no others. */
function idCondition(id: number): string {
  return id === eventIds.requestProcessed ? 'id = ?' : `id <> ${eventIds.requestProcessed} AND id = ?`
}
