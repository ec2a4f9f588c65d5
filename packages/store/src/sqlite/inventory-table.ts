/** Every machine that the host ever answered, within retention (R2.14): one row for each CMID and product. */

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { MachineSighting } from '@muster/core/counting'
import type { MachineQuery, MachineRecord, Page } from '@muster/core/stores'
import { type MachinePlace, machineCursor, readMachineCursor } from '../page-cursor.ts'
import { readMachineRecord } from '../rows/host-records.ts'
import { hexBytes, type Row, RowReader, uuidBytes } from './row.ts'

/** Reads and writes `machines`. */
export class InventoryTable {
  readonly #renew: StatementSync
  readonly #put: StatementSync
  readonly #page: StatementSync
  readonly #pageOfApplication: StatementSync
  readonly #deleteOld: StatementSync

  constructor(database: DatabaseSync) {
    this.#renew = database.prepare(renewMachine)
    this.#put = database.prepare(putMachine)
    this.#page = database.prepare(selectPage(''))
    this.#pageOfApplication = database.prepare(selectPage('m.application_id = :applicationId AND'))
    this.#deleteOld = database.prepare(deleteOld)
  }

  /** Enters what was seen, in order. */
  write(sightings: readonly MachineSighting[]): void {
    for (const machine of sightings) {
      const values = valuesOf(machine)
      if (this.#renew.run(...values).changes === 0) this.#put.run(...values)
    }
  }

  /** One page, newest first. Throws `cursor-invalid`. */
  read(query: MachineQuery): Page<MachineRecord> {
    const place = query.after === undefined ? firstPlace : placeOf(readMachineCursor(query.after))
    const values = { ...place, nowMs: query.nowMs, limit: query.limit + 1 }
    const rows =
      query.applicationId === undefined
        ? this.#page.all(values)
        : this.#pageOfApplication.all({ ...values, applicationId: uuidBytes(query.applicationId) })
    const items = rows.slice(0, query.limit).map(readMachine)
    const last = items.at(-1)
    const more = rows.length > query.limit && last !== undefined
    return { items, next: more ? machineCursor({ ...last, lastSeenMs: last.seenAtMs }) : undefined }
  }

  /** Removes at most `rowsMax` machines that were last seen before; gives their number. */
  removeOld(beforeMs: number, rowsMax: number): number {
    return Number(this.#deleteOld.run(beforeMs, rowsMax).changes)
  }
}

/** The values of a sighting, in the order in which both statements number them. */
function valuesOf(machine: MachineSighting): readonly SQLInputValue[] {
  return [
    ...machineFacts(machine),
    machine.seenAtMs,
    hexBytes(machine.lease?.leaseId),
    hexBytes(machine.lease?.previousLeaseId),
  ]
}

/** What every row of `machines` begins with. */
export function machineFacts(machine: Omit<MachineSighting, 'seenAtMs' | 'lease'>): readonly SQLInputValue[] {
  return [
    uuidBytes(machine.cmid),
    uuidBytes(machine.productId),
    uuidBytes(machine.applicationId),
    machine.machineName ?? null,
    machine.address,
    machine.licenceState,
    machine.virtual ? 1 : 0,
    machine.minutesToStateExpiry,
    hexBytes(machine.fingerprint),
  ]
}

const irregularAtMs = `CASE WHEN ?11 IS NULL OR lease_id IS NULL OR lease_id IS ?12
  THEN irregular_at_ms ELSE ?10 END`

/**
 * A machine that renews as it was. SQLite writes an index for each column that a statement sets, changed or not, so this one
 * sets nothing that is looked up by: of a million machines every index costs a page for each request.
 */
const renewMachine = `UPDATE machines SET minutes_to_state_expiry = ?8, last_seen_ms = ?10,
    irregular_at_ms = ${irregularAtMs}, lease_id = coalesce(?11, lease_id)
  WHERE cmid = ?1 AND product_id = ?2 AND application_id = ?3 AND machine_name IS ?4 AND address = ?5
    AND licence_state = ?6 AND virtual = ?7 AND fingerprint IS ?9 AND first_seen_ms <= ?10 AND host_name IS NULL`

const putMachine = `INSERT INTO machines (cmid, product_id, application_id, machine_name, address,
    licence_state, virtual, minutes_to_state_expiry, fingerprint, first_seen_ms, last_seen_ms, lease_id)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11)
  ON CONFLICT DO UPDATE SET application_id = excluded.application_id, machine_name = excluded.machine_name,
    address = excluded.address, licence_state = excluded.licence_state, virtual = excluded.virtual,
    minutes_to_state_expiry = excluded.minutes_to_state_expiry, fingerprint = excluded.fingerprint,
    first_seen_ms = min(first_seen_ms, excluded.first_seen_ms), last_seen_ms = excluded.last_seen_ms,
    irregular_at_ms = ${irregularAtMs},
    lease_id = coalesce(excluded.lease_id, lease_id), host_name = NULL`

const deleteOld = `DELETE FROM machines WHERE (cmid, product_id) IN (
    SELECT cmid, product_id FROM machines WHERE last_seen_ms < ? ORDER BY last_seen_ms LIMIT ?)`

function selectPage(condition: string): string {
  return `SELECT m.*, e.cmid IS NOT NULL AS counted
    FROM machines m LEFT JOIN count_entries e
      ON e.application_id = m.application_id AND e.cmid = m.cmid AND e.expires_at_ms > :nowMs
    WHERE ${condition} (m.last_seen_ms, m.cmid, m.product_id) < (:lastSeenMs, :cmid, :productId)
    ORDER BY m.last_seen_ms DESC, m.cmid DESC, m.product_id DESC LIMIT :limit`
}

/** Before every machine. */
const firstPlace = {
  lastSeenMs: Number.MAX_SAFE_INTEGER,
  cmid: new Uint8Array(16),
  productId: new Uint8Array(16),
}

function placeOf({ lastSeenMs, cmid, productId }: MachinePlace) {
  return { lastSeenMs, cmid: uuidBytes(cmid), productId: uuidBytes(productId) }
}

/** The machine of a row that has `counted` beside its columns. */
export function readMachine(row: Row): MachineRecord {
  return readMachineRecord(new RowReader(row))
}
