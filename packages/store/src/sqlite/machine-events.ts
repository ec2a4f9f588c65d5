/**
 * The events of one machine. They are looked up block by block in an index whose newest block takes in every new event:
 * 65 536 events share a few hundred pages, while an index of all CMIDs has a page of its own for each event of a batch.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EventQuery } from '@muster/core/stores'
import type { EventPlace } from '../page-cursor.ts'
import { type Row, uuidBytes } from './row.ts'

/** As the index has it: `sequence >> 16`. */
export const eventsPerBlock = 65_536
/** Few enough that a machine whose newest events are asked for seldom has older ones read with them. */
const blocksPerStatement = 16

/** What is asked for of one machine. */
export type MachineEventQuery = EventQuery & { readonly cmid: string }

/** Reads `events` by CMID. */
export class MachineEvents {
  readonly #ends: StatementSync
  readonly #newest: StatementSync
  readonly #oldest: StatementSync
  readonly #newestSince: StatementSync
  readonly #oldestSince: StatementSync

  constructor(database: DatabaseSync) {
    this.#ends = database.prepare(selectEnds)
    this.#newest = database.prepare(selectOfBlocks('<', 'DESC'))
    this.#oldest = database.prepare(selectOfBlocks('>', 'ASC'))
    this.#newestSince = database.prepare(selectSince('<', 'DESC'))
    this.#oldestSince = database.prepare(selectSince('>', 'ASC'))
  }

  /** At most so many rows, in the order of the query, behind a place. */
  read(query: MachineEventQuery, place: EventPlace | undefined, rowsMax: number): readonly Row[] {
    const common = { cmid: uuidBytes(query.cmid), id: query.id ?? null }
    if (query.sinceMs === undefined) return this.#readInOrder(query, common, place, rowsMax)
    const statement = query.oldestFirst ? this.#oldestSince : this.#newestSince
    const { timeMs = null, sequence } = place ?? startOf(query)
    const { first, last } = this.#blocks()
    return statement.all({ ...common, first, last, sinceMs: query.sinceMs, timeMs, sequence, limit: rowsMax })
  }

  /** In the order of writing, some blocks at a time, only until there are enough. */
  #readInOrder(
    query: MachineEventQuery,
    common: { readonly cmid: Uint8Array; readonly id: number | null },
    place: EventPlace | undefined,
    rowsMax: number,
  ): readonly Row[] {
    const { sequence } = place ?? startOf(query)
    const { first, last } = this.#blocks()
    const rows: Row[] = []
    const statement = query.oldestFirst ? this.#oldest : this.#newest
    const read = (from: number, to: number) => {
      rows.push(
        ...statement.all({ ...common, first: from, last: to, sequence, limit: rowsMax - rows.length }),
      )
    }
    const beyond = blocksPerStatement - 1
    if (query.oldestFirst) {
      let block = Math.max(first, blockOf(sequence))
      for (; block <= last && rows.length < rowsMax; block += blocksPerStatement)
        read(block, Math.min(last, block + beyond))
    } else {
      let block = Math.min(last, blockOf(sequence))
      for (; block >= first && rows.length < rowsMax; block -= blocksPerStatement)
        read(Math.max(first, block - beyond), block)
    }
    return rows
  }

  /** The blocks of the oldest and of the newest event; none where there are no events. */
  #blocks(): { readonly first: number; readonly last: number } {
    const ends = this.#ends.get()
    return { first: blockOf(Number(ends?.first ?? 0)), last: blockOf(Number(ends?.last ?? -1)) }
  }
}

function blockOf(sequence: number): number {
  return Math.floor(sequence / eventsPerBlock)
}

/** Before every event, in either order. */
function startOf({ oldestFirst }: EventQuery): EventPlace {
  return oldestFirst
    ? { timeMs: Number.MIN_SAFE_INTEGER, sequence: -1 }
    : { timeMs: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER }
}

const selectEnds =
  'SELECT (SELECT min(sequence) FROM events) AS first, (SELECT max(sequence) FROM events) AS last'

const blocks = `WITH RECURSIVE blocks (block) AS (
    SELECT :first WHERE :first <= :last UNION ALL SELECT block + 1 FROM blocks WHERE block < :last)`

/** In the words of the index, so that it is used. */
const ofMachineInBlock = `events INDEXED BY events_by_block WHERE sequence >> 16 = block AND cmid IS NOT NULL
      AND substr(cmid, 1, 4) = substr(:cmid, 1, 4) AND cmid = :cmid AND (:id IS NULL OR id = :id)`

/** No block gives more than are wanted of all. */
function selectOfBlocks(beyond: '<' | '>', order: 'ASC' | 'DESC'): string {
  return `${blocks} SELECT found.* FROM blocks CROSS JOIN events AS found ON found.sequence IN (
      SELECT sequence FROM ${ofMachineInBlock} AND sequence ${beyond} :sequence
      ORDER BY sequence ${order} LIMIT :limit)
    ORDER BY found.sequence ${order} LIMIT :limit`
}

/** In the order of time: all that there are have to be found and sorted. */
function selectSince(beyond: '<' | '>', order: 'ASC' | 'DESC'): string {
  return `${blocks} SELECT events.* FROM blocks CROSS JOIN ${ofMachineInBlock}
      AND time_ms >= :sinceMs AND (time_ms, sequence) ${beyond} (:timeMs, :sequence)
    ORDER BY time_ms ${order}, sequence ${order} LIMIT :limit`
}
