/** What a simulated database fails with: as PostgreSQL, by SQLSTATE, or by a connection that broke. */
import { AppError } from '@muster/core/errors'
import { errorOfConnection, errorOfState, isUndone } from '@muster/store/sharing'

/** The SQLSTATEs that are simulated. */
export const sqlStates = {
  serializationFailure: '40001',
  deadlock: '40P01',
  lockTimeout: '55P03',
  statementTimeout: '57014',
  diskFull: '53100',
} as const

/** A statement failed, and its transaction is undone. */
export class DatabaseFailure extends Error {
  readonly state: string

  constructor(state: string) {
    super(`SQLSTATE ${state}`)
    this.state = state
  }
}

/** The connection broke; whether a commit on it happened is unknown. */
export class BrokenConnection extends Error {}

/** Whether the transaction that failed may be tried again. */
export function mayBeRetried(error: unknown): boolean {
  return error instanceof DatabaseFailure && isUndone(error.state)
}

/** The failure as the store of a host tells it. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (error instanceof DatabaseFailure) return errorOfState(error.state, error)
  return error instanceof BrokenConnection ? errorOfConnection(error) : error
}
