/** What a host is given from outside: time, randomness, network, store. */
import type { Assets } from '@muster/console'
import type {
  BackgroundVerifier,
  Clock,
  Cryptography,
  Listener,
  Listening,
  Log,
  Random,
  Signer,
  Timers,
} from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import type { AuthorityConnection } from './authority/authority-connection.ts'
import type { DnsPorts } from './dns/dns-ports.ts'
import type { HostMetrics } from './metrics/meter.ts'

/** Answers one HTTP request of a peer. */
export type HttpHandler = (request: Request, remoteAddress: string) => Response | Promise<Response>

/** An HTTP server that is open. */
export interface HttpListening extends Listening {
  /** Stops accepting, waits at most `waitMs` for requests that are being answered, and drops the rest. */
  close(waitMs?: number): Promise<void>
}

/** Where and how an HTTP server listens. */
export interface HttpListenOptions {
  readonly address: string
  readonly port: number
  readonly connectionsMax: number
  /** Hears of peers that do not speak HTTP; they get status 400 and are disconnected. */
  readonly onMalformed: (remoteAddress: string) => void
}

/** Opens HTTP servers. */
export interface HttpServer {
  /** Rejects with `port-in-use` or `port-forbidden`. Port 0 takes a free one. */
  listen(options: HttpListenOptions, handler: HttpHandler): Promise<HttpListening>
}

/** What a console needs beside the other ports. */
export interface ConsoleParts {
  readonly assets: Assets
  /** Throws `usage` where the address is none. */
  readonly connectAuthority: (url: string) => AuthorityConnection
}

/** The ports of a running host. */
export interface HostPorts {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly cryptography: Cryptography
  /** The host's own key pair (R3.1). */
  readonly hostKey: Signer
  readonly listener: Listener
  readonly store: HostStore
  readonly log: Log
  /** Absent: signatures of requests are checked on the spot, each before the next packet is read. */
  readonly requestVerifier?: BackgroundVerifier
  /** Absent: no HTTP door. */
  readonly httpServer?: HttpServer
  /** Absent: nothing is published in DNS. */
  readonly dns?: DnsPorts
  /** Absent: nothing is measured. */
  readonly metrics?: HostMetrics
  /** Absent: no console. */
  readonly console?: ConsoleParts
}
