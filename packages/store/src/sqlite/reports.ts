/** The questions of reports in SQL: each one statement over an index, or one pass over the inventory. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { AppError } from '@muster/core/errors'
import type { ReportStore } from '@muster/core/stores'
import {
  type ReportDatabase,
  type ReportQuestion,
  type ReportValues,
  SqlReports,
} from '../rows/sql-reports.ts'
import { ActivityTable } from './activity-table.ts'
import { openDatabase } from './database.ts'
import { hostMigrations } from './host-migrations.ts'
import { hexBytes, RowReader, uuidBytes } from './row.ts'
import { withStoreErrors } from './store-error.ts'

/**
 * Opens what reports read of the store at this path, bringing its tables up to date first.
 * Throws `store-failed`, `store-locked`, `store-damaged`, `store-newer`.
 */
export function openSqliteReports(path: string): ReportStore {
  const database = openDatabase(path, hostMigrations)
  return new SqlReports(withStoreErrors(() => new SqliteReports(database)))
}

class SqliteReports implements ReportDatabase {
  readonly #database: DatabaseSync
  readonly #activity: ActivityTable

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#activity = new ActivityTable(database)
  }

  async ask(question: ReportQuestion, values: ReportValues): Promise<readonly RowReader[]> {
    const rows = this.#read(() => this.#database.prepare(statements[question]).all(toColumns(values)))
    return rows.map((row) => new RowReader(row))
  }

  async activity(query: { readonly sinceMs: number; readonly spanMs: number }) {
    return this.#read(() => this.#activity.read(query))
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close()
  }

  #read<T>(work: () => T): T {
    if (!this.#database.isOpen) throw new AppError('store-failed', 'The store is closed.')
    return withStoreErrors(work)
  }
}

/** Identifiers as the columns hold them. */
function toColumns(values: ReportValues): Record<string, SQLInputValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'number') return [name, value]
      return [name, name === 'fingerprint' ? hexBytes(value) : uuidBytes(value)]
    }),
  )
}

/** In the order of the key: nothing is sorted. 0 is the code of success. */
const selectHours = `SELECT start_ms, sum(CASE code WHEN 0 THEN requests ELSE 0 END) AS answered,
    sum(CASE code WHEN 0 THEN 0 ELSE requests END) AS refused, sum(activations) AS activations
  FROM activity WHERE start_ms >= :sinceMs AND start_ms < :untilMs GROUP BY start_ms ORDER BY start_ms`

/** Machines are kept by group; those that count are few, and looked up. */
const selectGroups = `SELECT g.application_id, g.product_id, g.licence_state, g.virtual, g.machines,
    coalesce(c.counted, 0) AS counted
  FROM machine_groups g LEFT JOIN (
    SELECT l.application_id, l.product_id, l.licence_state, l.virtual, count(*) AS counted
    FROM count_entries e CROSS JOIN machine_lookup l INDEXED BY machine_lookup_by_machine
      ON l.cmid = e.cmid AND l.application_id = e.application_id
    WHERE e.expires_at_ms > :nowMs GROUP BY 1, 2, 3, 4) AS c
    ON c.application_id = g.application_id AND c.product_id = g.product_id
      AND c.licence_state = g.licence_state AND c.virtual = g.virtual
  WHERE g.machines > 0 ORDER BY 1, 2, 3, 4`

const expiresAt = 'last_seen_ms + minutes_to_state_expiry * 60000'

const selectExpiry = `SELECT (${expiresAt}) - (${expiresAt}) % :spanMs AS start_ms, licence_state,
    count(*) AS machines
  FROM machines GROUP BY 1, 2 ORDER BY 1, 2`

const selectNextToExpire = `SELECT m.*, e.cmid IS NOT NULL AS counted
  FROM machines m LEFT JOIN count_entries e
    ON e.application_id = m.application_id AND e.cmid = m.cmid AND e.expires_at_ms > :nowMs
  WHERE ${expiresAt} > :afterMs ORDER BY ${expiresAt}, m.cmid, m.product_id LIMIT :limit`

const selectIrregular = `SELECT cmid, product_id, application_id FROM machines
  WHERE irregular_at_ms IS NOT NULL AND irregular_at_ms >= :sinceMs AND (cmid, product_id) > (:cmid, :productId)
  ORDER BY cmid, product_id LIMIT :limit`

/** Fingerprints of several CMIDs are found in their index; only of these the machines themselves are read. */
const selectChurning = `SELECT m.application_id, m.fingerprint, count(DISTINCT m.cmid) AS cmids,
    count(DISTINCT e.cmid) AS counted, max(m.machine_name) AS machine_name,
    min(m.first_seen_ms) AS first_seen_ms, max(m.last_seen_ms) AS last_seen_ms
  FROM (SELECT application_id, fingerprint FROM machines INDEXED BY machines_by_fingerprint
    WHERE fingerprint IS NOT NULL GROUP BY application_id, fingerprint HAVING min(cmid) <> max(cmid)) AS several
  CROSS JOIN machines m INDEXED BY machines_by_fingerprint
    ON m.application_id = several.application_id AND m.fingerprint = several.fingerprint
      AND m.fingerprint IS NOT NULL
  LEFT JOIN count_entries e
    ON e.application_id = m.application_id AND e.cmid = m.cmid AND e.expires_at_ms > :nowMs
  WHERE m.last_seen_ms >= :sinceMs
  GROUP BY m.application_id, m.fingerprint HAVING cmids > 1
  ORDER BY cmids DESC, m.application_id, m.fingerprint`

const selectSightings = `SELECT cmid, min(first_seen_ms) AS first_seen_ms, max(last_seen_ms) AS last_seen_ms
  FROM machines WHERE application_id = :applicationId AND fingerprint = :fingerprint AND fingerprint IS NOT NULL
  GROUP BY cmid ORDER BY first_seen_ms, cmid LIMIT :limit`

const statements: Readonly<Record<ReportQuestion, string>> = {
  hours: selectHours,
  groups: selectGroups,
  expiry: selectExpiry,
  'next-to-expire': selectNextToExpire,
  irregular: selectIrregular,
  churning: selectChurning,
  sightings: selectSightings,
  'events-stored': 'SELECT events_stored AS stored FROM host',
}
