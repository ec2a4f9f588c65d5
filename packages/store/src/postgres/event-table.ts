/** The event log of all hosts: read from either end, in the order of commits or of time, shortened at its old end. */
import { eventIds, type MusterEvent } from '@muster/core/events'
import type { EventQuery, Page, StoredEvent } from '@muster/core/stores'
import type { Client } from 'pg'
import { type EventPlace, eventCursor, readEventPlace } from '../page-cursor.ts'
import { arraysOf, expressionsOf, namesOf, unnestColumns } from './batch-statement.ts'
import { eventColumns, eventValues, readEvent } from './event-row.ts'

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
  const { rows } = await client.query(selectPage(query, readEventPlace(query)))
  const items = rows.slice(0, query.limit).map(readEvent)
  const last = items.at(-1)
  const more = rows.length > query.limit && last !== undefined
  return { items, next: more ? eventCursor(query, last) : undefined }
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

const firstEventParameter = 3
const appendEvents = `WITH log AS (
    UPDATE muster.event_log SET next_sequence = next_sequence + $2, stored = stored + $2
    RETURNING next_sequence - $2 AS first)
  INSERT INTO muster.events (sequence, host_number, ${namesOf(eventColumns)})
  SELECT log.first + r.place - 1, $1::integer, ${expressionsOf(eventColumns)}
  FROM log, ${unnestColumns(eventColumns, firstEventParameter)}
    WITH ORDINALITY AS r (${namesOf(eventColumns)}, place)`

const deleteOld = `DELETE FROM muster.events WHERE sequence = ANY (ARRAY(
    SELECT sequence FROM muster.events WHERE time_ms < $1 ORDER BY time_ms, sequence LIMIT $2))`

const deleteOldest = `DELETE FROM muster.events WHERE sequence = ANY (ARRAY(
    SELECT sequence FROM muster.events ORDER BY sequence LIMIT $1))`

const subtractStored = 'UPDATE muster.event_log SET stored = stored - $1'

function selectPage(query: EventQuery, place: EventPlace | undefined): { text: string; values: unknown[] } {
  const conditions: string[] = []
  const values: unknown[] = []
  const parameter = (value: unknown): string => `$${values.push(value)}`
  const { oldestFirst, sinceMs, cmid, id } = query
  const beyond = oldestFirst ? '>' : '<'
  if (place?.timeMs !== undefined)
    conditions.push(
      `(time_ms, sequence) ${beyond} (${parameter(place.timeMs)}, ${parameter(place.sequence)})`,
    )
  else if (place !== undefined) conditions.push(`sequence ${beyond} ${parameter(place.sequence)}`)
  if (sinceMs !== undefined) conditions.push(`time_ms >= ${parameter(sinceMs)}`)
  if (cmid !== undefined) conditions.push(`cmid IS NOT NULL AND cmid = ${parameter(cmid)}::uuid`)
  if (id !== undefined) conditions.push(idCondition(id, parameter(id)))
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const columns = sinceMs === undefined ? ['sequence'] : ['time_ms', 'sequence']
  const order = `ORDER BY ${columns.map((column) => `${column} ${oldestFirst ? 'ASC' : 'DESC'}`).join(', ')}`
  const limit = `LIMIT ${parameter(query.limit + 1)}`
  const source = isFoundFirst(query) ? `${filter} OFFSET 0` : `${filter} ${order} ${limit}`
  const text = `SELECT ${eventValues} FROM (SELECT * FROM muster.events ${source}) AS e
    LEFT JOIN muster.hosts h USING (host_number) ${order} ${limit}`
  return { text, values }
}

/**
 * Whether events are gathered before they are sorted: of those since a moment, the ones of one machine and the rare
 * ones. Else the planner may walk through all events in the order of time.
 */
function isFoundFirst({ sinceMs, cmid, id }: EventQuery): boolean {
  if (sinceMs === undefined) return false
  return cmid !== undefined || (id !== undefined && id !== eventIds.requestProcessed)
}

/** The index of the rare events serves a query only if it says that it wants no others. */
function idCondition(id: number, parameter: string): string {
  const isThis = `id = ${parameter}`
  return id === eventIds.requestProcessed ? isThis : `id <> ${eventIds.requestProcessed} AND ${isThis}`
}
