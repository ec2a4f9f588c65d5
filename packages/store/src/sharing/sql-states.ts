/** What a failure of a shared database means, by its SQLSTATE (PostgreSQL, appendix A), in codes of the one table. */
import { AppError, type ErrorCode } from '@muster/core/errors'

interface Meaning {
  readonly code: ErrorCode
  readonly detail: string
}

/** SQLSTATEs that mean something to an administrator. */
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

/** Failures after which the server has undone everything, and the same work may succeed. */
const undone: ReadonlySet<string> = new Set(['40001', '40P01'])

/** Whether a transaction that failed in this state was undone because of others, and may be tried again. */
export function isUndone(state: string | undefined): boolean {
  return state !== undefined && undone.has(state)
}

/** The failure of a statement in a code of the table. */
export function errorOfState(state: string | undefined, cause: unknown): AppError {
  const meaning = meanings[state ?? '']
  const detail = meaning?.detail ?? 'PostgreSQL reported an error.'
  return new AppError(meaning?.code ?? 'store-failed', `${detail} SQLSTATE ${state}.`, { cause })
}

/** The failure of the way to the server in a code of the table. */
export function errorOfConnection(cause: unknown): AppError {
  return new AppError('store-unreachable', 'The connection broke or was not made.', { cause })
}
