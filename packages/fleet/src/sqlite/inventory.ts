/** The inventory in one SQLite file, readable by its owner only: it may hold keys. */
import type { Random } from '@muster/core/ports'
import { inTransaction, openDatabase, withStoreErrors } from '@muster/store/sqlite'
import type { Inventory } from '../inventory/inventory.ts'
import { machineTable } from './machine-table.ts'
import { fleetMigration } from './migrations/001-fleet.ts'
import { runTable } from './run-table.ts'
import { secretTables } from './secret-tables.ts'

const databaseIdBytes = 16
const sealingKeyBytes = 32

/**
 * Opens the file, making it where there is none.
 * Throws `store-failed`, `store-locked`, `store-damaged`, `store-newer`, as do the methods.
 */
export function openSqliteInventory(path: string, random: Random): Inventory {
  const database = openDatabase(path, [fleetMigration])
  try {
    // A key that is removed leaves no trace in free pages.
    withStoreErrors(() => database.exec('PRAGMA secure_delete = ON'))
    const tables = {
      ...inTransaction(database, () => identityOf(database, random)),
      ...machineTable(database),
      ...secretTables(database),
      ...runTable(database),
    }
    return { ...tables, close: () => withStoreErrors(() => database.close()) }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Drawn when the file is made, and never again. */
function identityOf(
  database: ReturnType<typeof openDatabase>,
  random: Random,
): Pick<Inventory, 'databaseId' | 'sealingKey'> {
  database
    .prepare('INSERT OR IGNORE INTO fleet (row, database_id, sealing_key) VALUES (1, ?, ?)')
    .run(random.bytes(databaseIdBytes), random.bytes(sealingKeyBytes))
  const row = database.prepare('SELECT database_id, sealing_key FROM fleet').get()
  return { databaseId: row?.database_id as Uint8Array, sealingKey: row?.sealing_key as Uint8Array }
}
