/** The questions of reports in SQL, about what all hosts wrote: each one statement over an index, or one pass over the inventory. */
import type { ReportStore } from '@muster/core/stores'
import {
  type ReportDatabase,
  type ReportQuestion,
  type ReportValues,
  SqlReports,
} from '../rows/sql-reports.ts'
import { readActivity } from './activity-table.ts'
import { readPostgresAddress } from './connection-string.ts'
import { Connections } from './connections.ts'
import { machineValues } from './inventory-table.ts'
import { requireUsable } from './preparation.ts'
import { RowReader } from './row.ts'

/**
 * Opens what reports read of the shared store; a standby will do where the connection string allows it.
 * Rejects with `config-invalid`, `store-unreachable`, `store-read-only`, `store-outdated` and others of the store.
 */
export async function openPostgresReports(connectionString: string): Promise<ReportStore> {
  const connections = new Connections(readPostgresAddress(connectionString))
  try {
    await connections.read(requireUsable)
    return new SqlReports(new PostgresReports(connections))
  } catch (error) {
    await connections.close()
    throw error
  }
}

class PostgresReports implements ReportDatabase {
  readonly #connections: Connections

  constructor(connections: Connections) {
    this.#connections = connections
  }

  ask(question: ReportQuestion, values: ReportValues): Promise<readonly RowReader[]> {
    return this.#connections.read(async (client) => {
      const { rows } = await client.query(numbered(statements[question], values))
      return rows.map((row) => new RowReader(row))
    })
  }

  activity(query: { readonly sinceMs: number; readonly spanMs: number }) {
    return this.#connections.read((client) => readActivity(client, query))
  }

  close(): Promise<void> {
    return this.#connections.close()
  }
}

/** PostgreSQL knows parameters by numbers; `::` is a cast. */
function numbered(sql: string, values: ReportValues): { text: string; values: unknown[] } {
  const names = Object.keys(values)
  const text = sql.replaceAll(/(?<!:):([a-zA-Z]+)/g, (_, name: string) => `$${names.indexOf(name) + 1}`)
  return { text, values: Object.values(values) }
}

const counted = `LEFT JOIN muster.count_entries e
    ON e.application_id = m.application_id AND e.cmid = m.cmid AND e.expires_at_ms > :nowMs`

/** In the order of the key: nothing is sorted. 0 is the code of success. */
const selectHours = `SELECT start_ms, sum(CASE code WHEN 0 THEN requests ELSE 0 END)::bigint AS answered,
    sum(CASE code WHEN 0 THEN 0 ELSE requests END)::bigint AS refused, sum(activations)::bigint AS activations
  FROM muster.activity WHERE start_ms >= :sinceMs AND start_ms < :untilMs GROUP BY start_ms ORDER BY start_ms`

const selectGroups = `SELECT m.application_id, m.product_id, m.licence_state, m.virtual,
    count(*) AS machines, count(e.cmid) AS counted
  FROM muster.machines m ${counted} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`

const expiresAt = '(last_seen_ms + minutes_to_state_expiry * 60000)'

const selectExpiry = `SELECT ${expiresAt} - ${expiresAt} % :spanMs::bigint AS start_ms, licence_state,
    count(*) AS machines
  FROM muster.machines GROUP BY 1, 2 ORDER BY 1, 2`

const selectNextToExpire = `SELECT ${machineValues}, e.cmid IS NOT NULL AS counted
  FROM (SELECT * FROM muster.machines WHERE ${expiresAt} > :afterMs
      ORDER BY ${expiresAt}, cmid, product_id LIMIT :limit) AS m
    LEFT JOIN muster.hosts h USING (host_number) ${counted}
  ORDER BY m.last_seen_ms + m.minutes_to_state_expiry * 60000, m.cmid, m.product_id`

const selectIrregular = `SELECT cmid, product_id, application_id FROM muster.machines
  WHERE irregular_at_ms IS NOT NULL AND irregular_at_ms >= :sinceMs
    AND (cmid, product_id) > (:cmid::uuid, :productId::uuid)
  ORDER BY cmid, product_id LIMIT :limit`

/**
 * Fingerprints of several rows are found in their index; only of these the machines themselves are read, and one
 * machine with several products is left out. To count the distinct CMIDs of each of a million would sort them all.
 */
const selectChurning = `SELECT application_id, encode(fingerprint, 'hex') AS fingerprint, cmids, counted,
    machine_name, first_seen_ms, last_seen_ms
  FROM (SELECT m.application_id, m.fingerprint, count(DISTINCT m.cmid) AS cmids,
      count(DISTINCT e.cmid) AS counted, max(m.machine_name) AS machine_name,
      min(m.first_seen_ms) AS first_seen_ms, max(m.last_seen_ms) AS last_seen_ms
    FROM (SELECT application_id, fingerprint FROM muster.machines WHERE fingerprint IS NOT NULL
        GROUP BY application_id, fingerprint HAVING count(*) > 1) AS several
      JOIN muster.machines m ON m.application_id = several.application_id AND m.fingerprint = several.fingerprint
      ${counted}
    WHERE m.last_seen_ms >= :sinceMs GROUP BY m.application_id, m.fingerprint HAVING count(DISTINCT m.cmid) > 1) AS c
  ORDER BY c.cmids DESC, c.application_id, c.fingerprint`

const selectSightings = `SELECT cmid, min(first_seen_ms) AS first_seen_ms, max(last_seen_ms) AS last_seen_ms
  FROM muster.machines WHERE application_id = :applicationId AND fingerprint = decode(:fingerprint, 'hex')
  GROUP BY cmid ORDER BY 2, 1 LIMIT :limit`

const statements: Readonly<Record<ReportQuestion, string>> = {
  hours: selectHours,
  groups: selectGroups,
  expiry: selectExpiry,
  'next-to-expire': selectNextToExpire,
  irregular: selectIrregular,
  churning: selectChurning,
  sightings: selectSightings,
  'events-stored': 'SELECT stored FROM muster.event_log',
}
