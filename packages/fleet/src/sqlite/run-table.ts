/** How far each action came with the machines that it was asked for, so that it can go on. */
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction, withStoreErrors } from '@muster/store/sqlite'
import type { Inventory } from '../inventory/inventory.ts'

/** The part of the inventory that is about runs; only the last one of each action is kept. */
export function runTable(database: DatabaseSync): Pick<Inventory, 'beginRun' | 'recordDone' | 'remaining'> {
  const clear = database.prepare('DELETE FROM runs WHERE action = ?')
  const put = database.prepare('INSERT INTO runs (action, machine_id, product_id, done) VALUES (?, ?, ?, 0)')
  const mark = database.prepare(
    'UPDATE runs SET done = 1 WHERE action = ? AND machine_id = ? AND product_id = ?',
  )
  const left = database.prepare(
    'SELECT machine_id, product_id FROM runs WHERE action = ? AND done = 0 ORDER BY machine_id, product_id',
  )
  return {
    beginRun: (action, targets) =>
      inTransaction(database, () => {
        clear.run(action)
        for (const { machineId, productId } of targets) put.run(action, machineId, productId)
      }),
    recordDone: (action, { machineId, productId }) =>
      withStoreErrors(() => void mark.run(action, machineId, productId)),
    remaining: (action) =>
      withStoreErrors(() => left.all(action)).map((row) => ({
        machineId: Number(row.machine_id),
        productId: String(row.product_id),
      })),
  }
}
