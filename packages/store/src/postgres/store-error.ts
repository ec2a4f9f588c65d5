/** What a failure of PostgreSQL or of the way to it means in codes of the one table. */
import { AppError, type ErrorCode } from '@muster/core/errors'
import { DatabaseError } from 'pg'

interface Meaning {
  readonly code: ErrorCode
  readonly detail: string
}

/** SQLSTATEs (PostgreSQL, appendix A) that mean something to an administrator. */
const meanings: Readonly<Record<string, Meaning>> = {
  '25006': { code: 'store-read-only', detail: 'The server takes no writes.' },
  '28000': { code: 'store-unreachable', detail: 'The server does not let this role in.' },
  '28P01': { code: 'store-unreachable', detail: 'The server does not accept the password.' },
  '3D000': { code: 'store-unreachable', detail: 'There is no such database.' },
  '40001': { code: 'store-locked', detail: 'Other hosts wrote at the same time, again and again.' },
  '40P01': { code: 'store-locked', detail: 'Other hosts wrote at the same time, again and again.' },
  '42501': { code: 'store-failed', detail: 'The role lacks a right.' },
  '42P01': { code: 'store-outdated', detail: 'A table is missing.' },
  '3F000': { code: 'store-outdated', detail: 'The schema is missing.' },
  '53100': { code: 'store-failed', detail: "The server's disk is full." },
  '53300': { code: 'store-unreachable', detail: 'The server has no connection left.' },
  '55P03': { code: 'store-locked', detail: 'Another host kept a count too long.' },
  '57014': { code: 'store-failed', detail: 'The server took too long.' },
  '57P01': { code: 'store-unreachable', detail: 'The server is stopping.' },
  '57P02': { code: 'store-unreachable', detail: 'The server has crashed.' },
  '57P03': { code: 'store-unreachable', detail: 'The server is starting.' },
  XX001: { code: 'store-damaged', detail: 'The server found a damaged page.' },
  XX002: { code: 'store-damaged', detail: 'The server found a damaged index.' },
}

const readOnlyState = '25006'
/** Failures after which the server has undone everything, and the same work may succeed. */
const retried: ReadonlySet<string> = new Set(['40001', '40P01'])

/** Whether the transaction that failed may be tried again. */
export function mayBeRetried(error: unknown): boolean {
  return error instanceof DatabaseError && error.code !== undefined && retried.has(error.code)
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
  if (!(error instanceof DatabaseError))
    return new AppError('store-unreachable', 'The connection broke or was not made.', { cause: error })
  const meaning = meanings[error.code ?? '']
  const detail = meaning?.detail ?? 'PostgreSQL reported an error.'
  return new AppError(meaning?.code ?? 'store-failed', `${detail} SQLSTATE ${error.code}.`, { cause: error })
}
