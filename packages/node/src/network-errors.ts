/** What the operating system's network errors mean in the words of the error table. Failing to resolve a name is one thing, whatever the reason. */
import { AppError, type ErrorCode } from '@muster/core/errors'
import { systemCodeOf } from './system-code.ts'

const codeBySystemCode: ReadonlyMap<string, ErrorCode> = new Map([
  ['ECONNREFUSED', 'connection-refused'],
  ['EACCES', 'connection-refused'],
  ['EPERM', 'connection-refused'],
  ['ETIMEDOUT', 'connection-timeout'],
  ['ERR_INVALID_ARG_VALUE', 'host-name-unknown'],
  ['ENETUNREACH', 'network-unreachable'],
  ['EHOSTUNREACH', 'network-unreachable'],
  ['ENETDOWN', 'network-unreachable'],
  ['EHOSTDOWN', 'network-unreachable'],
  ['EADDRNOTAVAIL', 'network-unreachable'],
  ['ECONNRESET', 'connection-closed'],
  ['ECONNABORTED', 'connection-closed'],
  ['EPIPE', 'connection-closed'],
])

/** Where several addresses of one name failed in different ways, the earliest of these tells most. */
const mostTelling: readonly ErrorCode[] = [
  'connection-refused',
  'connection-closed',
  'connection-timeout',
  'host-name-unknown',
  'network-unreachable',
]

/** The error of a connection that did not come about. */
export function dialError(cause: unknown, subject: string): AppError {
  const codes = new Set(systemErrors(cause).map((error) => codeOfSystemError(error)))
  return new AppError(mostTelling.find((code) => codes.has(code)) ?? 'network-unreachable', `${subject}.`, {
    cause,
  })
}

/** The error of a connection that broke. */
export function connectionError(cause?: unknown): AppError {
  return new AppError('connection-closed', undefined, { cause })
}

/** The error of a port that cannot be listened on. */
export function listenError(cause: unknown, subject: string): AppError {
  const systemCode = systemCodeOf(cause)
  if (systemCode === 'EADDRINUSE') return new AppError('port-in-use', `${subject}.`, { cause })
  if (systemCode === 'EACCES' || systemCode === 'EPERM')
    return new AppError('port-forbidden', `${subject}.`, { cause })
  return new AppError('config-invalid', `Nobody can listen on ${subject} (${systemCode}).`, { cause })
}

function codeOfSystemError(error: unknown): ErrorCode | undefined {
  const isAboutName = error instanceof Error && 'syscall' in error && error.syscall === 'getaddrinfo'
  return isAboutName ? 'host-name-unknown' : codeBySystemCode.get(systemCodeOf(error))
}

function systemErrors(cause: unknown): readonly unknown[] {
  return cause instanceof AggregateError ? cause.errors : [cause]
}
