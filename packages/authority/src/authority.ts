/** The vendor's service: ports in, a handler of HTTP requests out. */
import type { AuthorityConfig } from './config.ts'
import { createHttpApp } from './http/app.ts'
import type { AuthorityPorts, HttpHandler } from './ports.ts'

/** One authority, ready to answer. */
export interface Authority {
  /** Answers one request; it never rejects. */
  readonly handle: HttpHandler
}

/** An authority over these ports. It opens nothing: whoever made the ports closes them. */
export function createAuthority(
  config: { readonly limits: Pick<AuthorityConfig['limits'], 'failedAttemptsMax'> },
  ports: AuthorityPorts,
): Authority {
  const app = createHttpApp(ports, config.limits)
  return { handle: (request, remoteAddress) => app.fetch(request, { remoteAddress }) }
}
