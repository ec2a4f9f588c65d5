/** DNS: messages to one server for publishing, and look-ups through the configured resolvers for discovery. */
import type { Endpoint } from './network.ts'

/** Carries one DNS message to a server and its reply back. */
export interface DnsTransport {
  /**
   * Over UDP, or over TCP where asked. The reply has the id of the message; nothing else of it is checked.
   * Rejects with `dns-no-answer` when none came in time, `dns-message-malformed` when what came cannot be a reply.
   */
  exchange(
    server: Endpoint,
    message: Uint8Array,
    options: { readonly timeoutMs: number; readonly overTcp: boolean },
  ): Promise<Uint8Array>
}

/** The content of an SRV record (RFC 2782): where a service runs. */
export interface ServiceRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly target: string
}

/** Looks names up. */
export interface Resolver {
  /**
   * The SRV set of a name.
   * Rejects with `dns-name-missing`, `dns-no-records`, `dns-no-answer`, `dns-server-failure`, `dns-refused`,
   * `dns-message-malformed`.
   */
  services(name: string): Promise<readonly ServiceRecord[]>
  /** Addresses of a name, IPv6 and IPv4. Rejects as {@link services}. */
  addresses(name: string): Promise<readonly string[]>
  /** Domains in which to look: the machine's own domain first, then the search list. */
  searchDomains(): Promise<readonly string[]>
}
