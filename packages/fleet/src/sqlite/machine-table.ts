/** Machines, their products, and the installation IDs that they stated. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { isErrorCode } from '@muster/core/errors'
import type { LicenceState } from '@muster/core/licensing'
import { inTransaction, withStoreErrors } from '@muster/store/sqlite'
import type { Inventory } from '../inventory/inventory.ts'
import type { FleetMachine, FleetProduct, MachineSource } from '../inventory/machine.ts'

type Row = Readonly<Record<string, SQLOutputValue>>

type Methods =
  | 'addMachines'
  | 'removeMachines'
  | 'machines'
  | 'recordProducts'
  | 'recordTry'
  | 'recordInstallationId'
  | 'installationIds'

/** The part of the inventory that is about machines. */
export function machineTable(database: DatabaseSync): Pick<Inventory, Methods> {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO machines (name, address, source, added_at_ms) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM machines WHERE machine_id = ?')
  const recordTry = database.prepare(
    'UPDATE machines SET tried_at_ms = ?, tried_code = ? WHERE machine_id = ?',
  )
  const putId = database.prepare(
    'INSERT OR REPLACE INTO installation_ids (machine_id, product_id, installation_id) SELECT machine_id, ?, ? FROM machines WHERE machine_id = ?',
  )
  const idsOfMachine = database.prepare(
    'SELECT product_id, installation_id FROM installation_ids WHERE machine_id = ? ORDER BY product_id',
  )
  return {
    addMachines: (machines, source, nowMs) =>
      inTransaction(database, () =>
        machines
          .filter(({ name, address }) => insert.run(name, address ?? null, source, nowMs).changes > 0)
          .map(({ name }) => name),
      ),
    removeMachines: (machineIds) =>
      inTransaction(database, () => {
        for (const machineId of machineIds) remove.run(machineId)
      }),
    machines: () => withStoreErrors(() => readMachines(database)),
    recordProducts: productRecorder(database),
    recordTry: (machineId, code, nowMs) =>
      withStoreErrors(() => void recordTry.run(nowMs, code ?? null, machineId)),
    recordInstallationId: ({ machineId, productId, installationId }) =>
      withStoreErrors(() => void putId.run(productId, installationId, machineId)),
    installationIds: (machineIds) =>
      withStoreErrors(() =>
        machineIds.flatMap((machineId) =>
          idsOfMachine.all(machineId).map((row) => ({
            machineId,
            productId: String(row.product_id),
            installationId: row.installation_id as Uint8Array,
          })),
        ),
      ),
  }
}

function productRecorder(database: DatabaseSync): Inventory['recordProducts'] {
  const clear = database.prepare('DELETE FROM products WHERE machine_id = ?')
  const known = database.prepare('SELECT product_id, cmid FROM products WHERE machine_id = ?')
  const forgetId = database.prepare('DELETE FROM installation_ids WHERE machine_id = ? AND product_id = ?')
  const touch = database.prepare('UPDATE machines SET refreshed_at_ms = ? WHERE machine_id = ?')
  const put = database.prepare(
    `INSERT INTO products (machine_id, product_id, product, channel, partial_product_key, licence_state, cmid,
       missing, activated_until, grace_until, rearms_left, last_error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return (machineId, products, nowMs) =>
    inTransaction(database, () => {
      // A machine that was removed while it was being asked stays removed.
      if (touch.run(nowMs, machineId).changes === 0) return
      // Another CMID is another installation: what the old one stated must not be asked for, since it would count.
      for (const { product_id: productId, cmid } of known.all(machineId)) {
        const isSame = products.some((each) => each.productId === productId && each.cmid === cmid)
        if (!isSame) forgetId.run(machineId, productId ?? null)
      }
      clear.run(machineId)
      for (const each of products) {
        const { productId, product, channel, partialProductKey, licenceState, cmid } = each
        const { missing, activatedUntil, graceUntil, rearmsLeft, lastError } = each
        const state = [channel, partialProductKey, licenceState, cmid, missing, activatedUntil] as const
        put.run(machineId, productId, product, ...state, graceUntil, rearmsLeft, lastError)
      }
    })
}

function readMachines(database: DatabaseSync): readonly FleetMachine[] {
  const productsByMachine = new Map<number, FleetProduct[]>()
  for (const row of database.prepare('SELECT * FROM products ORDER BY machine_id, product_id').all()) {
    const products = productsByMachine.get(Number(row.machine_id)) ?? []
    products.push(productOf(row))
    productsByMachine.set(Number(row.machine_id), products)
  }
  return database
    .prepare('SELECT * FROM machines ORDER BY name')
    .all()
    .map((row) => machineOf(row, productsByMachine.get(Number(row.machine_id)) ?? []))
}

function machineOf(row: Row, products: readonly FleetProduct[]): FleetMachine {
  const code = textOf(row.tried_code)
  return {
    machineId: Number(row.machine_id),
    name: String(row.name),
    source: String(row.source) as MachineSource,
    addedAtMs: Number(row.added_at_ms),
    products,
    ...(row.address === null ? {} : { address: String(row.address) }),
    ...(row.refreshed_at_ms === null ? {} : { refreshedAtMs: Number(row.refreshed_at_ms) }),
    ...(row.tried_at_ms === null
      ? {}
      : {
          lastTry: { atMs: Number(row.tried_at_ms), ...(code !== null && isErrorCode(code) ? { code } : {}) },
        }),
  }
}

function productOf(row: Row): FleetProduct {
  return {
    productId: String(row.product_id),
    product: String(row.product),
    channel: textOf(row.channel) as FleetProduct['channel'],
    partialProductKey: textOf(row.partial_product_key),
    licenceState: Number(row.licence_state) as LicenceState,
    cmid: textOf(row.cmid),
    missing: numberOf(row.missing),
    activatedUntil: textOf(row.activated_until),
    graceUntil: textOf(row.grace_until),
    rearmsLeft: numberOf(row.rearms_left),
    lastError: textOf(row.last_error),
  }
}

function textOf(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function numberOf(value: SQLOutputValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}
