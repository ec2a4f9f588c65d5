/** A copy of a store that is in use: the copy is whole under its name, or not there. */
import { closeSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { backup, type DatabaseSync } from 'node:sqlite'
import { AppError } from '@muster/core/errors'
import { asStoreError } from './store-error.ts'

/** Pages of 4 KiB that are copied at a time; between the steps the store answers. */
const pagesPerStep = 256
const fileModeOwnerOnly = 0o600

/** Copies the database to `path`, readable by its owner only. Throws `store-failed`, and `usage` for its own path. */
export async function backupDatabase(database: DatabaseSync, path: string): Promise<void> {
  if (isSameFile(path, database.location())) throw new AppError('usage', 'A store is no backup of itself.')
  const partial = `${path}.partial`
  try {
    rmSync(partial, { force: true })
    closeSync(openSync(partial, 'wx', fileModeOwnerOnly))
    await backup(database, partial, { rate: pagesPerStep })
    // A log that an earlier copy left behind would be taken for this one's.
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
    renameSync(partial, path)
  } catch (cause) {
    rmSync(partial, { force: true })
    const error = asStoreError(cause)
    throw error instanceof AppError ? error : new AppError('store-failed', 'The copy failed.', { cause })
  }
}

function isSameFile(path: string, storePath: string | null): boolean {
  try {
    return storePath !== null && realpathSync(path) === realpathSync(storePath)
  } catch {
    // Nothing is at the path yet.
    return false
  }
}
