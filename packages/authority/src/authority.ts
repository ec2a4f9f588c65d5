/** The vendor's service: ports in, a handler of HTTP requests out. */
import type { Hono } from 'hono'
import type { AuthorityConfig } from './config.ts'
import { createHttpApp } from './http/app.ts'
import type { HttpEnvironment } from './http/door.ts'
import type { AuthorityPorts, HttpHandler } from './ports.ts'

/** One authority, ready to answer. */
export interface Authority {
  /** Answers one request; it never rejects. */
  readonly handle: HttpHandler
}

/** An authority over these ports, with its console where one is given. It opens nothing: whoever made the ports closes them. */
export function createAuthority(
  config: { readonly limits: Pick<AuthorityConfig['limits'], 'failedAttemptsMax'> },
  ports: AuthorityPorts,
  console?: Hono<HttpEnvironment>,
): Authority {
  const app = createHttpApp(ports, config.limits, console)
  return { handle: (request, remoteAddress) => app.fetch(request, { remoteAddress }) }
}
