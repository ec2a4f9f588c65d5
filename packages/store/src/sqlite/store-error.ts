/** What a failure of SQLite means in codes of the one table. */
import { AppError, type ErrorCode } from '@muster/core/errors'

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the low byte of an extended one. */
const codeByResult: Readonly<Record<number, ErrorCode>> = {
  /** SQLITE_BUSY */
  5: 'store-locked',
  /** SQLITE_LOCKED */
  6: 'store-locked',
  /** SQLITE_CORRUPT */
  11: 'store-damaged',
  /** SQLITE_NOTADB */
  26: 'store-damaged',
}

/**
 * Runs `work`; a failure of SQLite inside it comes out as `store-locked`, `store-damaged` or, for everything else
 * (full, read-only, failing disk), `store-failed`. Any other failure passes as it is.
 */
export function withStoreErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStoreError(error)
  }
}

/** The failure as an `AppError` where SQLite raised it; else the failure itself. */
export function asStoreError(error: unknown): unknown {
  const result = resultCodeOf(error)
  if (result === undefined) return error
  return new AppError(codeByResult[result & 0xff] ?? 'store-failed', `SQLite result ${result}.`, {
    cause: error,
  })
}

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0
}
