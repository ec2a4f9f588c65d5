/** What the system's errors about a connection to a directory mean in the words of the error table. */
import { AppError } from '@muster/core/errors'

const certificateErrors =
  /CERT|SIGNATURE|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|PEM|INVALID_CA|HOSTNAME/

/** The error of a server that cannot be reached, or of a connection that broke. */
export function reachError(cause: unknown, subject: string): AppError {
  const [first] = cause instanceof AggregateError ? cause.errors : [cause]
  const code = codeOf(first)
  const detail = [subject, code === '' ? '' : `(${code})`].filter((part) => part !== '').join(' ')
  return new AppError('directory-unreachable', detail === '' ? undefined : detail, { cause })
}

/** The error of a handshake: the network's where it is one, else that of TLS. */
export function handshakeError(cause: unknown, subject: string): AppError {
  const code = codeOf(cause)
  const isNetwork = cause instanceof AggregateError || /^E[A-Z]+$/.test(code)
  if (isNetwork && code !== 'EPROTO' && code !== 'ECONNRESET') return reachError(cause, subject)
  const what = certificateErrors.test(code) ? code : 'the handshake failed'
  return new AppError('directory-tls-failed', `${subject} (${what})`, { cause })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
