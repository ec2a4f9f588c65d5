/** Everything that the client needs of the world, handed in. */
import type {
  Clock,
  Cryptography,
  Dialer,
  Files,
  Log,
  Machine,
  Random,
  Resolver,
  Timers,
} from '@muster/core/ports'

/** Sends one activation packet over HTTP where TCP does not pass. */
export interface PacketPoster {
  /**
   * POSTs `packet` as `application/cose` and gives the body of the answer.
   * Rejects with the codes of a connection that failed; bounded in time and bytes.
   */
  post(
    url: string,
    packet: Uint8Array,
    bounds: { readonly timeoutMs: number; readonly answerBytesMax: number; readonly signal: AbortSignal },
  ): Promise<Uint8Array>
}

/** Asks a vendor's authority. */
export interface AuthorityPoster {
  /**
   * POSTs a body as `application/cose` and gives the body of the answer, within bounded time and bytes. Rejects with
   * the code that the authority refuses with, `authority-unreachable`, `authority-answer`, `interrupted`.
   */
  post(
    url: string,
    body: Uint8Array,
    bounds: { readonly answerBytesMax: number; readonly signal: AbortSignal },
  ): Promise<Uint8Array>
}

/** The ports of one client. `files` is its state folder. */
export interface ClientPorts {
  readonly files: Files
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly cryptography: Cryptography
  readonly dialer: Dialer
  readonly poster: PacketPoster
  /** Absent: multiple activation keys are activated by telephone only. */
  readonly authorities?: AuthorityPoster
  /** Absent: hosts are not looked up in DNS. */
  readonly resolver?: Resolver
  readonly machine: Machine
  readonly log: Log
}
