/** A copy of a store that is in use: the copy is whole under its name, or not there. */
import { closeSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { AppError } from '@muster/core/errors'
import { busyTimeoutMs } from './database.ts'
import { asStoreError } from './store-error.ts'

/** All pages in one step: the copy then reads one state of the store, however much is written meanwhile. */
const pagesPerStep = 0x7fff_ffff
const fileModeOwnerOnly = 0o600

/**
 * Copies the store at `storePath` to `path`, readable by its owner only. A thread of its own copies, over a
 * connection of its own, so that the store answers meanwhile.
 * Throws `store-failed`, and `usage` where both are one file.
 */
export async function backupDatabase(storePath: string, path: string): Promise<void> {
  if (isSameFile(path, storePath)) throw new AppError('usage', 'A store is no backup of itself.')
  const partial = `${path}.partial`
  try {
    rmSync(partial, { force: true })
    closeSync(openSync(partial, 'wx', fileModeOwnerOnly))
    await copyDatabase(storePath, partial)
    // A log that an earlier copy left behind would be taken for this one's.
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
    renameSync(partial, path)
  } catch (cause) {
    rmSync(partial, { force: true })
    const error = asStoreError(cause)
    throw error instanceof AppError ? error : new AppError('store-failed', 'The copy failed.', { cause })
  }
}

async function copyDatabase(storePath: string, target: string): Promise<void> {
  const source = new DatabaseSync(storePath, { timeout: busyTimeoutMs, readOnly: true })
  try {
    await backup(source, target, { rate: pagesPerStep })
  } finally {
    source.close()
  }
}

function isSameFile(path: string, storePath: string): boolean {
  try {
    return realpathSync(path) === realpathSync(storePath)
  } catch {
    // Nothing is at the path yet.
    return false
  }
}
