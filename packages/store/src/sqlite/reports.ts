/** The questions of reports in SQL: each one statement over an index, or one pass over the inventory. */
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '@muster/core/errors'
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
import { ActivityTable } from './activity-table.ts'
import { openDatabase } from './database.ts'
import { hostMigrations } from './host-migrations.ts'
import { readMachine } from './inventory-table.ts'
import { hexBytes, optional, type Row, RowReader, uuidBytes } from './row.ts'
import { withStoreErrors } from './store-error.ts'

/**
 * Opens what reports read of the store at this path, bringing its tables up to date first.
 * Throws `store-failed`, `store-locked`, `store-damaged`, `store-newer`.
 */
export function openSqliteReports(path: string): ReportStore {
  const database = openDatabase(path, hostMigrations)
  return withStoreErrors(() => new SqliteReports(database))
}

class SqliteReports implements ReportStore {
  readonly #database: DatabaseSync
  readonly #activity: ActivityTable

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#activity = new ActivityTable(database)
  }

  async activity(query: { readonly sinceMs: number; readonly spanMs: number }) {
    return this.#read(() => this.#activity.read(query))
  }

  async machineGroups(nowMs: number): Promise<readonly MachineGroup[]> {
    return this.#all(selectGroups, { nowMs }).map((reader) => ({
      applicationId: reader.uuid('application_id'),
      productId: reader.uuid('product_id'),
      licenceState: reader.number('licence_state'),
      virtual: reader.number('virtual') === 1,
      machines: reader.number('machines'),
      counted: reader.number('counted'),
    }))
  }

  async expiry({ spanMs }: { readonly spanMs: number }): Promise<readonly ExpirySpan[]> {
    return this.#all(selectExpiry, { spanMs }).map((reader) => ({
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
    return this.#rows(selectNextToExpire, { ...query }).map(readMachine)
  }

  async irregularMachines(query: {
    readonly sinceMs: number
    readonly limit: number
    readonly after?: string
  }): Promise<Page<MachineKey>> {
    const place = query.after === undefined ? undefined : readMachineCursor(query.after)
    const found = this.#all(selectIrregular, {
      sinceMs: query.sinceMs,
      limit: query.limit + 1,
      cmid: place === undefined ? new Uint8Array() : uuidBytes(place.cmid),
      productId: place === undefined ? new Uint8Array() : uuidBytes(place.productId),
    }).map(readKey)
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
    const { nowMs, sinceMs, limit } = query
    const machines: ChurningMachine[] = []
    const totals = new Map<string, ChurnTotals>()
    // One pass serves both: finding these machines is what takes time.
    for (const reader of this.#all(selectChurning, { nowMs, sinceMs })) {
      const machine = readChurning(reader)
      if (machines.length < limit) machines.push(machine)
      const { applicationId, cmids, counted } = machine
      const total = totals.get(applicationId) ?? { applicationId, machines: 0, cmids: 0, counted: 0 }
      totals.set(applicationId, {
        applicationId,
        machines: total.machines + 1,
        cmids: total.cmids + cmids,
        counted: total.counted + counted,
      })
    }
    const ordered = [...totals].sort(([left], [right]) => (left < right ? -1 : 1))
    return { machines, totals: ordered.map(([, total]) => total) }
  }

  async sightingsOf(query: {
    readonly applicationId: string
    readonly fingerprint: string
    readonly limit: number
  }): Promise<readonly FingerprintSighting[]> {
    const { applicationId, fingerprint, limit } = query
    const values = { applicationId: uuidBytes(applicationId), fingerprint: hexBytes(fingerprint), limit }
    return this.#all(selectSightings, values).map((reader) => ({
      cmid: reader.uuid('cmid'),
      firstSeenMs: reader.number('first_seen_ms'),
      lastSeenMs: reader.number('last_seen_ms'),
    }))
  }

  async eventsStored(): Promise<number> {
    const [row] = this.#all('SELECT events_stored FROM host', {})
    return row?.number('events_stored') ?? 0
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close()
  }

  #read<T>(work: () => T): T {
    if (!this.#database.isOpen) throw new AppError('store-failed', 'The store is closed.')
    return withStoreErrors(work)
  }

  #rows(sql: string, values: Values): readonly Row[] {
    return this.#read(() => this.#database.prepare(sql).all(values))
  }

  #all(sql: string, values: Values): readonly RowReader[] {
    return this.#rows(sql, values).map((row) => new RowReader(row))
  }
}

type Values = Record<string, number | Uint8Array | null>

const selectGroups = `SELECT m.application_id, m.product_id, m.licence_state, m.virtual,
    count(*) AS machines, count(e.cmid) AS counted
  FROM machines m LEFT JOIN count_entries e
    ON e.application_id = m.application_id AND e.cmid = m.cmid AND e.expires_at_ms > :nowMs
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`

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

function readKey(reader: RowReader): MachineKey {
  return {
    cmid: reader.uuid('cmid'),
    productId: reader.uuid('product_id'),
    applicationId: reader.uuid('application_id'),
  }
}

function readChurning(reader: RowReader): ChurningMachine {
  return {
    applicationId: reader.uuid('application_id'),
    fingerprint: reader.optionalHex('fingerprint') ?? '',
    ...optional('machineName', reader.optionalText('machine_name')),
    cmids: reader.number('cmids'),
    counted: reader.number('counted'),
    firstSeenMs: reader.number('first_seen_ms'),
    lastSeenMs: reader.number('last_seen_ms'),
  }
}
