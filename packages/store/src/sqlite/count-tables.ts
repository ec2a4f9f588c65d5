/**
 * The counts of all applications. They are few and small, so they stay in memory between commits; the tables are
 * read again after a failed commit and when another process has written.
 */

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ApplicationCount, CountChange, CountEntry } from '@muster/core/counting'
import { readApplicationCount, readCountEntry } from '../rows/host-records.ts'
import { hexBytes, type Row, RowReader, uuidBytes } from './row.ts'

/** Counts by application. */
export type Counts = ReadonlyMap<string, ApplicationCount>

/** What is kept in memory, and of which state of the file. */
interface Kept {
  readonly counts: Counts
  /** SQLite's number that changes when another connection commits. */
  readonly dataVersion: number
}

/** Reads and writes `applications` and `count_entries`. */
export class CountTables {
  readonly #dataVersion: StatementSync
  readonly #select: StatementSync
  readonly #putApplication: StatementSync
  readonly #raiseCapacity: StatementSync
  readonly #putEntry: StatementSync
  readonly #deleteEntry: StatementSync
  #kept: Kept | undefined

  constructor(database: DatabaseSync) {
    this.#dataVersion = database.prepare('PRAGMA data_version')
    this.#select = database.prepare(selectAll)
    this.#putApplication = database.prepare(putApplication)
    this.#raiseCapacity = database.prepare(raiseCapacity)
    this.#putEntry = database.prepare(putEntry)
    this.#deleteEntry = database.prepare('DELETE FROM count_entries WHERE application_id = ? AND cmid = ?')
  }

  /** All counts as they are stored. */
  current(): Counts {
    const dataVersion = Number(this.#dataVersion.get()?.data_version)
    if (this.#kept?.dataVersion === dataVersion) return this.#kept.counts
    const counts = readCounts(this.#select.all())
    this.#kept = { counts, dataVersion }
    return counts
  }

  /** All counts in order of application. */
  sorted(): readonly ApplicationCount[] {
    const counts = [...this.current().values()]
    return counts.sort((left, right) => (left.applicationId < right.applicationId ? -1 : 1))
  }

  /** Writes the changes, one write for each row that they end in. */
  write(changes: readonly CountChange[]): void {
    for (const [applicationId, sequence] of lastSequences(changes))
      this.#putApplication.run(uuidBytes(applicationId), sequence + 1)
    for (const change of compact(changes)) this.#writeOne(change)
  }

  /** Takes over the counts that a commit led to. */
  keep(countsAfter: Counts): void {
    if (this.#kept === undefined) return
    const asked = [...countsAfter].filter(([, count]) => count.capacity > 0)
    this.#kept = { ...this.#kept, counts: new Map([...this.#kept.counts, ...asked]) }
  }

  /** Forgets what is in memory; the next reader reads the tables. */
  drop(): void {
    this.#kept = undefined
  }

  #writeOne(change: CountChange): void {
    const applicationId = uuidBytes(change.applicationId)
    switch (change.kind) {
      case 'capacity-raised':
        this.#raiseCapacity.run(applicationId, change.highestThreshold, change.capacity)
        return
      case 'entry-removed':
        this.#deleteEntry.run(applicationId, uuidBytes(change.cmid))
        return
      case 'entry-put': {
        const { cmid, requestedAtMs, expiresAtMs, sequence, fingerprint } = change.entry
        this.#putEntry.run(
          applicationId,
          uuidBytes(cmid),
          requestedAtMs,
          expiresAtMs,
          sequence,
          hexBytes(fingerprint),
        )
        return
      }
    }
  }
}

const selectAll = `SELECT a.application_id, a.highest_threshold, a.capacity, a.next_sequence,
    e.cmid, e.requested_at_ms, e.expires_at_ms, e.sequence, e.fingerprint
  FROM applications a LEFT JOIN count_entries e ON e.application_id = a.application_id
  ORDER BY a.application_id, e.sequence`

const putApplication = `INSERT INTO applications (application_id, highest_threshold, capacity, next_sequence)
  VALUES (?, 0, 0, ?)
  ON CONFLICT DO UPDATE SET next_sequence = max(next_sequence, excluded.next_sequence)`

const raiseCapacity = `INSERT INTO applications (application_id, highest_threshold, capacity, next_sequence)
  VALUES (?, ?, ?, 1)
  ON CONFLICT DO UPDATE SET highest_threshold = excluded.highest_threshold, capacity = excluded.capacity`

const putEntry = `INSERT INTO count_entries
    (application_id, cmid, requested_at_ms, expires_at_ms, sequence, fingerprint)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET requested_at_ms = excluded.requested_at_ms,
    expires_at_ms = excluded.expires_at_ms, sequence = excluded.sequence, fingerprint = excluded.fingerprint`

/** The highest sequence that was given in each application. */
function lastSequences(changes: readonly CountChange[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>()
  for (const change of changes) {
    if (change.kind === 'entry-put') last.set(change.applicationId, change.entry.sequence)
  }
  return last
}

/** The last change of each row; which row is written first makes no difference. */
function compact(changes: readonly CountChange[]): readonly CountChange[] {
  const last = new Map<string, CountChange>()
  for (const change of changes) last.set(`${change.applicationId} ${rowOf(change)}`, change)
  return [...last.values()]
}

function rowOf(change: CountChange): string {
  switch (change.kind) {
    case 'capacity-raised':
      return 'capacity'
    case 'entry-removed':
      return change.cmid
    case 'entry-put':
      return change.entry.cmid
  }
}

function readCounts(rows: readonly Row[]): Counts {
  const counts = new Map<string, ApplicationCount>()
  const entries = new Map<string, Map<string, CountEntry>>()
  for (const row of rows) {
    const reader = new RowReader(row)
    const applicationId = reader.uuid('application_id')
    const ofApplication = entries.get(applicationId) ?? new Map<string, CountEntry>()
    entries.set(applicationId, ofApplication)
    if (row.cmid !== null) ofApplication.set(reader.uuid('cmid'), readCountEntry(reader))
    counts.set(applicationId, { ...readApplicationCount(reader), entries: ofApplication })
  }
  return counts
}
