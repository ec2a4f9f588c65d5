/** The event log of all hosts: read from either end in the order of commits, shortened at its old end. */
import { eventIds, type MusterEvent } from '@muster/core/events'
import type { EventQuery, Page, StoredEvent } from '@muster/core/stores'
import type { Client } from 'pg'
import { eventCursor, readEventCursor } from '../page-cursor.ts'
import { arraysOf, expressionsOf, namesOf, unnestColumns } from './batch-statement.ts'
import { eventColumns, eventValues, readEvent } from './event-row.ts'

/** So many events are sorted for a page; of more, the page is found by walking through them in order. */
const sortedRowsMax = 5_000

/** What a step of retention may remove. */
export interface RemovalBounds {
  readonly beforeMs: number
  readonly eventsMax: number
  readonly rowsMax: number
}

/**
 * Sends what appends the events. It takes the row of the log, which is held until the commit: it goes last, and a
 * reader never sees an event before all those with smaller sequences.
 */
export function writeEvents(
  client: Client,
  hostNumber: number,
  events: readonly MusterEvent[],
): readonly Promise<unknown>[] {
  if (events.length === 0) return []
  const values = [hostNumber, events.length, ...arraysOf(eventColumns, events)]
  return [client.query({ name: 'append-events', text: appendEvents, values })]
}

/** One page. Rejects with `cursor-invalid`. */
export async function readEvents(client: Client, query: EventQuery): Promise<Page<StoredEvent>> {
  const after = query.after === undefined ? undefined : readEventCursor(query.after)
  const few = await areFew(client, query.sinceMs)
  const { rows } = await client.query(selectPage(query, after, few))
  const items = rows.slice(0, query.limit).map(readEvent)
  const last = items.at(-1)
  const more = rows.length > query.limit && last !== undefined
  return { items, next: more ? eventCursor(last.sequence) : undefined }
}

/** Removes at most `rowsMax` events, first those of before, then what exceeds `eventsMax`; gives their number. */
export async function removeOldEvents(client: Client, bounds: RemovalBounds): Promise<number> {
  const { eventsMax, rowsMax } = bounds
  const beforeMs = Math.max(Number.MIN_SAFE_INTEGER, bounds.beforeMs)
  const old = (await client.query(deleteOld, [beforeMs, rowsMax])).rowCount ?? 0
  const { rows } = await client.query('SELECT stored FROM muster.event_log')
  const excess = Math.max(0, Math.min(Number(rows[0]?.stored) - old - eventsMax, rowsMax - old))
  const oldest = excess === 0 ? 0 : ((await client.query(deleteOldest, [excess])).rowCount ?? 0)
  if (old + oldest > 0) await client.query(subtractStored, [old + oldest])
  return old + oldest
}

/** Whether the events since a moment are found by their time and sorted, sooner than met in their order. */
async function areFew(client: Client, sinceMs: number | undefined): Promise<boolean> {
  if (sinceMs === undefined) return false
  const { rows } = await client.query(countSince, [sinceMs, sortedRowsMax + 1])
  return Number(rows[0]?.rows) <= sortedRowsMax
}

const firstEventParameter = 3
const appendEvents = `WITH log AS (
    UPDATE muster.event_log SET next_sequence = next_sequence + $2, stored = stored + $2
    RETURNING next_sequence - $2 AS first)
  INSERT INTO muster.events (sequence, host_number, ${namesOf(eventColumns)})
  SELECT log.first + r.place - 1, $1::integer, ${expressionsOf(eventColumns)}
  FROM log, ${unnestColumns(eventColumns, firstEventParameter)}
    WITH ORDINALITY AS r (${namesOf(eventColumns)}, place)`

const countSince = `SELECT count(*) AS rows FROM (
    SELECT 1 FROM muster.events WHERE time_ms >= $1 ORDER BY time_ms LIMIT $2) AS since`

const deleteOld = `DELETE FROM muster.events WHERE sequence = ANY (ARRAY(
    SELECT sequence FROM muster.events WHERE time_ms < $1 ORDER BY time_ms, sequence LIMIT $2))`

const deleteOldest = `DELETE FROM muster.events WHERE sequence = ANY (ARRAY(
    SELECT sequence FROM muster.events ORDER BY sequence LIMIT $1))`

const subtractStored = 'UPDATE muster.event_log SET stored = stored - $1'

interface Selection {
  readonly text: string
  readonly values: readonly unknown[]
}

/** `few`: whether the events since a moment are few enough to be sorted. */
function selectPage(
  query: EventQuery,
  after: number | undefined,
  few: boolean,
): Selection & { values: unknown[] } {
  const conditions: string[] = []
  const values: unknown[] = []
  const where = (condition: string, value: unknown): void => {
    values.push(value)
    conditions.push(condition.replaceAll('?', `$${values.length}`))
  }
  const { oldestFirst, sinceMs, cmid, id } = query
  if (after !== undefined) where(`sequence ${oldestFirst ? '>' : '<'} ?`, after)
  if (sinceMs !== undefined) where('time_ms >= ?', sinceMs)
  if (sinceMs !== undefined && oldestFirst && !few && after === undefined) where(sinceFloor, sinceMs)
  if (cmid !== undefined) where('cmid IS NOT NULL AND cmid = ?::uuid', cmid)
  if (id !== undefined) where(idCondition(id), id)
  values.push(query.limit + 1)
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const order = `ORDER BY sequence ${oldestFirst ? 'ASC' : 'DESC'}`
  const limit = `LIMIT $${values.length}`
  // The events that are found by their time are gathered first: else the planner walks through the whole log.
  const source = few
    ? `(SELECT * FROM muster.events ${filter} OFFSET 0)`
    : `(SELECT * FROM muster.events ${filter} ${order} ${limit})`
  const text = `SELECT ${eventValues} FROM ${source} AS e LEFT JOIN muster.hosts h USING (host_number)
    ORDER BY e.sequence ${oldestFirst ? 'ASC' : 'DESC'} ${limit}`
  return { text, values }
}

/** Spares reading all older events one by one: the index of times alone answers it. */
const sinceFloor = 'sequence >= (SELECT min(sequence) FROM muster.events WHERE time_ms >= ?)'

/** The index of the rare events serves a query only if it says that it wants no others. */
function idCondition(id: number): string {
  return id === eventIds.requestProcessed ? 'id = ?' : `id <> ${eventIds.requestProcessed} AND id = ?`
}
