/** The questions of reports in SQL, about what all hosts wrote: each one statement over an index, or one pass over the inventory. */
import type {
  ChurningMachine,
  ChurnTotals,
  ExpirySpan,
  FingerprintSighting,
  MachineGroup,
  MachineKey,
  MachineRecord,
  Page,
  ReportStore,
} from '@muster/core/stores'
import { machineCursor, readMachineCursor } from '../page-cursor.ts'
import { readActivity } from './activity-table.ts'
import { readPostgresAddress } from './connection-string.ts'
import { Connections } from './connections.ts'
import { machineValues, readMachine } from './inventory-table.ts'
import { requireUsable } from './preparation.ts'
import { optional, type Row, RowReader } from './row.ts'

/**
 * Opens what reports read of the shared store; a standby will do where the connection string allows it.
 * Rejects with `config-invalid`, `store-unreachable`, `store-read-only`, `store-outdated` and others of the store.
 */
export async function openPostgresReports(connectionString: string): Promise<ReportStore> {
  const connections = new Connections(readPostgresAddress(connectionString))
  try {
    await connections.read(requireUsable)
    return new PostgresReports(connections)
  } catch (error) {
    await connections.close()
    throw error
  }
}

class PostgresReports implements ReportStore {
  readonly #connections: Connections

  constructor(connections: Connections) {
    this.#connections = connections
  }

  activity(query: { readonly sinceMs: number; readonly spanMs: number }) {
    return this.#connections.read((client) => readActivity(client, query))
  }

  async machineGroups(nowMs: number): Promise<readonly MachineGroup[]> {
    return (await this.#all(selectGroups, [nowMs])).map((reader) => ({
      applicationId: reader.text('application_id'),
      productId: reader.text('product_id'),
      licenceState: reader.number('licence_state'),
      virtual: reader.boolean('virtual'),
      machines: reader.number('machines'),
      counted: reader.number('counted'),
    }))
  }

  async expiry({ spanMs }: { readonly spanMs: number }): Promise<readonly ExpirySpan[]> {
    return (await this.#all(selectExpiry, [spanMs])).map((reader) => ({
      startMs: reader.number('start_ms'),
      licenceState: reader.number('licence_state'),
      machines: reader.number('machines'),
    }))
  }

  async nextToExpire(query: {
    readonly nowMs: number
    readonly afterMs: number
    readonly limit: number
  }): Promise<readonly MachineRecord[]> {
    const { nowMs, afterMs, limit } = query
    return (await this.#rows(selectNextToExpire, [nowMs, afterMs, limit])).map(readMachine)
  }

  async irregularMachines(query: {
    readonly sinceMs: number
    readonly limit: number
    readonly after?: string
  }): Promise<Page<MachineKey>> {
    const { cmid, productId } = query.after === undefined ? beforeAll : readMachineCursor(query.after)
    const values = [query.sinceMs, cmid, productId, query.limit + 1]
    const found = (await this.#all(selectIrregular, values)).map(readKey)
    const items = found.slice(0, query.limit)
    const last = items.at(-1)
    const more = found.length > query.limit && last !== undefined
    return { items, next: more ? machineCursor({ ...last, lastSeenMs: 0 }) : undefined }
  }

  async churningMachines(query: {
    readonly nowMs: number
    readonly sinceMs: number
    readonly limit: number
  }): Promise<{ readonly machines: readonly ChurningMachine[]; readonly totals: readonly ChurnTotals[] }> {
    const moments = [query.nowMs, query.sinceMs]
    const totals = (await this.#all(selectChurnTotals, moments)).map((reader) => ({
      applicationId: reader.text('application_id'),
      machines: reader.number('machines'),
      cmids: reader.number('cmids'),
      counted: reader.number('counted'),
    }))
    const machines = (await this.#all(selectChurning, [...moments, query.limit])).map(readChurning)
    return { machines, totals }
  }

  async sightingsOf(query: {
    readonly applicationId: string
    readonly fingerprint: string
    readonly limit: number
  }): Promise<readonly FingerprintSighting[]> {
    const { applicationId, fingerprint, limit } = query
    return (await this.#all(selectSightings, [applicationId, fingerprint, limit])).map((reader) => ({
      cmid: reader.text('cmid'),
      firstSeenMs: reader.number('first_seen_ms'),
      lastSeenMs: reader.number('last_seen_ms'),
    }))
  }

  async eventsStored(): Promise<number> {
    const [row] = await this.#all('SELECT stored FROM muster.event_log', [])
    return row?.number('stored') ?? 0
  }

  close(): Promise<void> {
    return this.#connections.close()
  }

  #rows(sql: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#connections.read(async (client) => (await client.query(sql, [...values])).rows)
  }

  async #all(sql: string, values: readonly unknown[]): Promise<readonly RowReader[]> {
    return (await this.#rows(sql, values)).map((row) => new RowReader(row))
  }
}

const beforeAll: MachineKey = {
  cmid: '00000000-0000-0000-0000-000000000000',
  productId: '00000000-0000-0000-0000-000000000000',
  applicationId: '',
}

const counted = `LEFT JOIN muster.count_entries e
    ON e.application_id = m.application_id AND e.cmid = m.cmid AND e.expires_at_ms > $1`

const selectGroups = `SELECT m.application_id, m.product_id, m.licence_state, m.virtual,
    count(*) AS machines, count(e.cmid) AS counted
  FROM muster.machines m ${counted} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`

const expiresAt = '(last_seen_ms + minutes_to_state_expiry * 60000)'

const selectExpiry = `SELECT ${expiresAt} - ${expiresAt} % $1::bigint AS start_ms, licence_state, count(*) AS machines
  FROM muster.machines GROUP BY 1, 2 ORDER BY 1, 2`

const selectNextToExpire = `SELECT ${machineValues}, e.cmid IS NOT NULL AS counted
  FROM (SELECT * FROM muster.machines WHERE ${expiresAt} > $2
      ORDER BY ${expiresAt}, cmid, product_id LIMIT $3) AS m
    LEFT JOIN muster.hosts h USING (host_number) ${counted}
  ORDER BY m.last_seen_ms + m.minutes_to_state_expiry * 60000, m.cmid, m.product_id`

const selectIrregular = `SELECT cmid, product_id, application_id FROM muster.machines
  WHERE irregular_at_ms IS NOT NULL AND irregular_at_ms >= $1 AND (cmid, product_id) > ($2::uuid, $3::uuid)
  ORDER BY cmid, product_id LIMIT $4`

/**
 * Fingerprints of several rows are found in their index; only of these the machines themselves are read, and one
 * machine with several products is left out. To count the distinct CMIDs of each of a million would sort them all.
 */
const churning = `SELECT m.application_id, m.fingerprint, count(DISTINCT m.cmid) AS cmids,
    count(DISTINCT e.cmid) AS counted, max(m.machine_name) AS machine_name,
    min(m.first_seen_ms) AS first_seen_ms, max(m.last_seen_ms) AS last_seen_ms
  FROM (SELECT application_id, fingerprint FROM muster.machines WHERE fingerprint IS NOT NULL
      GROUP BY application_id, fingerprint HAVING count(*) > 1) AS several
    JOIN muster.machines m ON m.application_id = several.application_id AND m.fingerprint = several.fingerprint
    ${counted}
  WHERE m.last_seen_ms >= $2 GROUP BY m.application_id, m.fingerprint HAVING count(DISTINCT m.cmid) > 1`

const selectChurning = `SELECT c.*, encode(c.fingerprint, 'hex') AS fingerprint FROM (${churning}) AS c
  ORDER BY c.cmids DESC, c.application_id, c.fingerprint LIMIT $3`

const selectChurnTotals = `SELECT application_id, count(*) AS machines, sum(cmids)::bigint AS cmids,
    sum(counted)::bigint AS counted
  FROM (${churning}) AS c GROUP BY application_id ORDER BY application_id`

const selectSightings = `SELECT cmid, min(first_seen_ms) AS first_seen_ms, max(last_seen_ms) AS last_seen_ms
  FROM muster.machines WHERE application_id = $1 AND fingerprint = decode($2, 'hex')
  GROUP BY cmid ORDER BY 2, 1 LIMIT $3`

function readKey(reader: RowReader): MachineKey {
  return {
    cmid: reader.text('cmid'),
    productId: reader.text('product_id'),
    applicationId: reader.text('application_id'),
  }
}

function readChurning(reader: RowReader): ChurningMachine {
  return {
    applicationId: reader.text('application_id'),
    fingerprint: reader.text('fingerprint'),
    ...optional('machineName', reader.optionalText('machine_name')),
    cmids: reader.number('cmids'),
    counted: reader.number('counted'),
    firstSeenMs: reader.number('first_seen_ms'),
    lastSeenMs: reader.number('last_seen_ms'),
  }
}
