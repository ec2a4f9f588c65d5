/** What a failure of PostgreSQL or of the way to it means in codes of the one table. */
import { AppError } from '@muster/core/errors'
import { DatabaseError } from 'pg'
import { errorOfConnection, errorOfState, isUndone } from '../sharing/index.ts'

const readOnlyState = '25006'
/** Whether the transaction that failed may be tried again. */
export function mayBeRetried(error: unknown): boolean {
  return error instanceof DatabaseError && isUndone(error.code)
}

/** Whether the connection is of no further use. */
export function endsConnection(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return !(error instanceof AppError)
  // A server that takes no writes may be no primary any more: another one is looked for.
  if (error.code === undefined || error.code === readOnlyState) return true
  return error.code.startsWith('57P') || error.code.startsWith('08')
}

/** The failure in a code of the table: of the server by its SQLSTATE, of the network as `store-unreachable`. */
export function asStoreError(error: unknown): AppError {
  if (error instanceof AppError) return error
  return error instanceof DatabaseError ? errorOfState(error.code, error) : errorOfConnection(error)
}
