/** Activation packets over HTTP(S), for networks where only that passes. Redirects are not followed. */
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import type { PacketPoster } from './client-ports.ts'
import { readBounded } from './read-bounded.ts'

const okStatus = 200
const contentType = 'application/cose'

/** Posts with the platform's `fetch`. */
export const fetchPoster: PacketPoster = {
  async post(url, packet, { timeoutMs, answerBytesMax, signal }) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: packet.slice(),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      if (!isCose(response))
        throw new AppError('connection-closed', `The address answered with status ${response.status}.`)
      return await readBounded(response, answerBytesMax)
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      throw new AppError(signal.aborted ? 'interrupted' : codeOfFetch(cause), undefined, { cause })
    }
  },
}

/** A refusal may come with another status than 200; what matters is that it is a packet. */
function isCose(response: Response): boolean {
  const type = response.headers.get('content-type') ?? ''
  return response.status === okStatus || type.startsWith(contentType)
}

const codesBySystemCode: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'connection-refused',
  ENOTFOUND: 'host-name-unknown',
  EAI_AGAIN: 'host-name-unknown',
  ETIMEDOUT: 'connection-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connection-timeout',
  ENETUNREACH: 'network-unreachable',
  EHOSTUNREACH: 'network-unreachable',
}

function codeOfFetch(error: unknown): ErrorCode {
  if (error instanceof Error && error.name === 'TimeoutError') return 'connection-timeout'
  const cause = error instanceof Error ? error.cause : undefined
  const systemCode = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return (
    codesBySystemCode[systemCode] ?? (codeOf(cause) === 'unexpected' ? 'connection-closed' : codeOf(cause))
  )
}
