/** What an authority is given from outside: time, randomness, cryptography, its store and its issuer key. */
import type { Clock, Cryptography, Listening, Log, Random } from '@muster/core/ports'
import type { AuthorityStore } from '@muster/core/stores'
import type { Issuer } from './identity/issuer.ts'
import type { AuthorityMetrics } from './metrics/meter.ts'

/** The ports of an authority. */
export interface AuthorityPorts {
  readonly clock: Clock
  readonly random: Random
  readonly cryptography: Cryptography
  readonly store: AuthorityStore
  readonly log: Log
  /** The issuer as it is now: it can be renewed while the service runs. */
  readonly issuer: () => Promise<Issuer>
  /** Whether this is the token of the telephone desk; undefined while the desk has none and is closed. */
  readonly isDeskToken: (token: string) => Promise<boolean | undefined>
  /** Absent: nothing is measured. */
  readonly metrics?: AuthorityMetrics
}

/** Answers one HTTP request of a peer. */
export type HttpHandler = (request: Request, remoteAddress: string) => Response | Promise<Response>

/** Certificate chain and private key in PEM. */
export interface TlsIdentity {
  readonly certificate: Uint8Array
  readonly key: Uint8Array
}

/** How an HTTP server listens. */
export interface HttpListenOptions {
  readonly address: string
  readonly port: number
  readonly connectionsMax: number
  /** How long one request may take to arrive. */
  readonly requestMs: number
  /** Absent: plain HTTP. */
  readonly tls?: TlsIdentity
}

/** An HTTP server that is open. */
export interface HttpListening extends Listening {
  /** Stops accepting, waits at most `waitMs` for requests that are being answered, and drops the rest. */
  close(waitMs?: number): Promise<void>
}

/** Opens HTTP servers. */
export interface HttpServer {
  /** Rejects with `port-in-use`, `port-forbidden`, or `config-invalid` (certificate or key). Port 0 takes a free one. */
  listen(options: HttpListenOptions, handler: HttpHandler): Promise<HttpListening>
}
