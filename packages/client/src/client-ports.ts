/** Everything that the client needs of the world, handed in. */
import type { DirectorySetting } from '@muster/core/licensing'
import type {
  Clock,
  Cryptography,
  Dialer,
  DirectoryReading,
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

/** Reads the directory of the domain that this machine is in. */
export interface DomainDirectory {
  /**
   * The objects that say of themselves that they cover the product group. `setting` says how it is reached, where the
   * administrator set that. Rejects with the codes `directory-…`.
   */
  read(question: {
    readonly productGroup: number
    readonly domain: string
    readonly setting?: DirectorySetting
  }): Promise<DirectoryReading>
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
  /** Absent: no directory is read. */
  readonly directory?: DomainDirectory
  /** Absent: hosts are not looked up in DNS. */
  readonly resolver?: Resolver
  readonly machine: Machine
  readonly log: Log
}
