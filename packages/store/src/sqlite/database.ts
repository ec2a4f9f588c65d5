/**
 * One SQLite file, opened the way every store of Muster needs it: write-ahead log, each commit on the disk before
 * it returns, tables brought up to date. It knows nothing of what the tables hold.
 */
import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '@muster/core/errors'
import { applyMigrations, isUpToDate, type Migration } from './migration.ts'
import { withStoreErrors } from './store-error.ts'

/** How long a statement waits for another process that is writing. */
export const busyTimeoutMs = 5_000
/** Pages of 4 KiB that the write-ahead log may grow to before it is folded into the file. */
const checkpointPages = 4_000
const fileModeOwnerOnly = 0o600

/** How a database is opened. */
export interface DatabaseOptions {
  /** Instead of {@link busyTimeoutMs}. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens the file, making it where there is none, readable by its owner only.
 * Throws `store-failed`, `store-locked`, `store-damaged`, `store-newer`.
 */
export function openDatabase(
  path: string,
  migrations: readonly Migration[],
  options: DatabaseOptions = {},
): DatabaseSync {
  createPrivately(path)
  const timeout = options.busyTimeoutMs ?? busyTimeoutMs
  const database = withStoreErrors(() => new DatabaseSync(path, { timeout }))
  try {
    withStoreErrors(() => configure(database))
    if (!withStoreErrors(() => isUpToDate(database, migrations)))
      inTransaction(database, () => applyMigrations(database, migrations))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Runs `work` in one transaction that has the right to write from its start. When it throws, nothing of it is
 * there and its failure is passed on; failures of SQLite as `store-failed`, `store-locked`, `store-damaged`.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  return withStoreErrors(() => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has rolled back by itself after some failures (a full disk); a second rollback would hide the first.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  })
}

/**
 * A store can hold a key's secret until the host is activated; the log files beside it take over its mode. A file that
 * is there is never opened here: closing it again would let go of the locks that this process holds on it (POSIX), and
 * another process could take the log of a running service for one that nobody uses.
 */
function createPrivately(path: string): void {
  try {
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
    else closeSync(openSync(path, 'a', fileModeOwnerOnly))
  } catch (cause) {
    throw new AppError('store-failed', 'The file cannot be opened for writing.', { cause })
  }
}

function configure(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA foreign_keys = ON')
  database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`)
}
