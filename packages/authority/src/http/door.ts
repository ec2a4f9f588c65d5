/** What the routes of the HTTP door share: reading, refusing, and answering with a document. */
import { AppError, type ErrorCode } from '@muster/core/errors'
import { documentMediaType } from '@muster/core/issuing'
import type { Context } from 'hono'
import type { AuthorityPorts } from '../ports.ts'
import type { AttemptLimiter } from './attempt-limiter.ts'
import { problemResponse } from './problem.ts'
import type { RefusalLog } from './refusal-log.ts'

const loggedPathCharactersMax = 100

/** What handlers know beside the request. */
export interface HttpEnvironment {
  readonly Bindings: { readonly remoteAddress: string }
}

/** What the routes share. */
export interface Door {
  readonly ports: AuthorityPorts
  readonly attempts: AttemptLimiter
  readonly refusalLog: RefusalLog
}

/** One request at this door. */
export type RouteContext = Context<HttpEnvironment>

/** The body. A peer that goes away in the middle of it sent nothing that is well formed: `request-malformed`. */
export async function readBody(c: RouteContext): Promise<Uint8Array> {
  try {
    return new Uint8Array(await c.req.arrayBuffer())
  } catch (cause) {
    throw new AppError('request-malformed', 'The body broke off.', { cause })
  }
}

/** The remote address is known to the log; what the peer sent is not. */
export function refuse(c: RouteContext, door: Door, code: ErrorCode, detail?: string): Response {
  const address = c.env.remoteAddress
  door.attempts.failed(address, code)
  door.ports.metrics?.meter.refused(code)
  door.refusalLog(code, { path: c.req.path.slice(0, loggedPathCharactersMax), address })
  return problemResponse(code, detail)
}

/** A signed document, or a map of them. */
export function document(bytes: Uint8Array, headers: Readonly<Record<string, string>>): Response {
  return new Response(new Uint8Array(bytes), {
    status: 200,
    headers: { 'content-type': documentMediaType, ...headers },
  })
}
