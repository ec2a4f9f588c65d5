/** What can happen to a client, what follows from it, and what a step is handed: data only. */
import type { DrawInteger, LookUp } from '../discovery/index.ts'
import type { ActivationChannel } from '../documents/index.ts'
import type { ErrorCode, Reason } from '../errors/index.ts'
import type { EventCode, ServiceEvent } from '../events/index.ts'
import type { DirectoryReading, Verifier } from '../ports/index.ts'
import type { ActivationRequest } from '../wire/index.ts'
import type { ClientState, DomainsLeft, MachineFacts } from './client-state.ts'
import type { DirectorySetting } from './directory-setting.ts'
import type { HostAddress } from './host-address.ts'
import type { InstalledKey } from './installation-state.ts'

/** One thing that happened. */
export type ClientEvent =
  /** The client starts: an image takes its own identity, hardware is compared, timers are set. */
  | { readonly kind: 'started'; readonly machine: MachineFacts }
  | { readonly kind: 'hardware-read'; readonly machine: MachineFacts }
  | {
      readonly kind: 'licence-installed'
      readonly productLicence: Uint8Array
      readonly roots: readonly Uint8Array[]
    }
  | {
      readonly kind: 'key-installed'
      readonly productId: string
      readonly key: InstalledKey
      /** SHA-256 with a domain string over the key: another one means another CMID. */
      readonly keyDigest: Uint8Array
      /** Of a multiple activation key. */
      readonly mak?: { readonly keyFingerprint: Uint8Array; readonly productKey: string }
    }
  | { readonly kind: 'key-removed'; readonly productId: string }
  | { readonly kind: 'activation-requested'; readonly productId: string }
  | { readonly kind: 'timer-due'; readonly productId: string }
  /** `packet` is what the host sent: answer, refusal or anything else. */
  | { readonly kind: 'packet-received'; readonly productId: string; readonly packet: Uint8Array }
  | {
      readonly kind: 'exchange-failed'
      readonly productId: string
      readonly code: ErrorCode
      readonly detail?: string
    }
  /** What DNS said; `domainsLeft` were not asked since an earlier one named hosts. */
  | {
      readonly kind: 'hosts-looked-up'
      readonly productId: string
      readonly lookUps: readonly LookUp[]
      readonly domainsLeft: readonly string[]
    }
  /** The vendor's authority answered; nothing of it is verified yet. */
  | {
      readonly kind: 'authority-answered'
      readonly productId: string
      readonly answer: AuthorityConfirmation
    }
  /** What the directory of the machine's domain holds; nothing of it is verified yet. */
  | {
      readonly kind: 'directory-read'
      readonly productId: string
      readonly outcome: DirectoryOutcome
    }
  /** How the directory is reached; undefined leaves it to what the machine says of itself. */
  | { readonly kind: 'directory-chosen'; readonly setting: DirectorySetting | undefined }
  /** The one channel that is to be used; undefined allows all. Without a product it is about the machine. */
  | {
      readonly kind: 'channel-chosen'
      readonly productId?: string
      readonly channel: ActivationChannel | undefined
    }
  /** Address of the vendor's authority; undefined clears. */
  | { readonly kind: 'authority-chosen'; readonly url: string | undefined }
  /** Somebody wants to read the installation ID out: its month is remembered. */
  | { readonly kind: 'installation-id-shown'; readonly productId: string }
  /** 48 bytes that somebody typed. */
  | { readonly kind: 'confirmation-typed'; readonly productId: string; readonly confirmation: Uint8Array }
  /** A revocation of the key or host certificate was verified. */
  | { readonly kind: 'revocation-verified'; readonly productId: string }
  | { readonly kind: 'rearm-requested' }
  | { readonly kind: 'generalize-requested'; readonly skipRearm: boolean }
  /** `host` undefined clears; without a product it is about every product that has no host of its own. */
  | {
      readonly kind: 'host-chosen'
      readonly productId?: string
      readonly host: HostAddress | undefined
    }
  | { readonly kind: 'host-caching-chosen'; readonly on: boolean }
  /** Where hosts are looked up; undefined takes the machine's own domain, and the usual label. */
  | {
      readonly kind: 'discovery-chosen'
      readonly domain: string | undefined
      readonly serviceLabel: string | undefined
    }

/** What reading a directory came to. */
export type DirectoryOutcome =
  | { readonly kind: 'read'; readonly reading: DirectoryReading }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly detail?: string }

/** What the authority is asked for a machine. */
export interface AuthorityRequest {
  /** The whole key; absent where it was forgotten. */
  readonly productKey?: string
  readonly clientPublicKey: Uint8Array
  readonly productId: string
  readonly clientTimeSeconds: number
  readonly nonce: Uint8Array
  /** 22 bytes. */
  readonly installationId: Uint8Array
}

/** What it answers. */
export interface AuthorityConfirmation {
  /** The 22 bytes that are confirmed. */
  readonly installationId: Uint8Array
  /** 48 bytes. */
  readonly confirmation: Uint8Array
  readonly issuerCertificate: Uint8Array
}

/** How a round ended. */
export type RoundOutcome =
  /** Activated for good, by a multiple activation key. */
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'activated'; readonly count: number; readonly activatedUntilMs: number }
  | {
      readonly kind: 'activated-by-directory'
      readonly objectName: string
      readonly objectDn: string
      readonly activatedUntilMs: number
    }
  | {
      readonly kind: 'count-insufficient'
      readonly count: number
      readonly threshold: number
      readonly missing: number
    }
  | {
      readonly kind: 'failed'
      readonly code: ErrorCode
      readonly detail?: string
      readonly reasons: readonly Reason[]
    }

/** What the shell has to do, in order. */
export type ClientEffect =
  /** Takes the fresh key pair of this step as the installation's own; always followed by `save`. */
  | { readonly kind: 'adopt-key-pair' }
  | { readonly kind: 'save' }
  | {
      readonly kind: 'send-request'
      readonly productId: string
      readonly host: HostAddress
      readonly request: ActivationRequest
    }
  /** Asks DNS for hosts, one domain after the other until one names some; `hosts-looked-up` when done. */
  | {
      readonly kind: 'look-up-hosts'
      readonly productId: string
      readonly serviceLabel: string
      readonly domains: DomainsLeft
    }
  /** Asks the vendor's authority; `authority-answered` or `exchange-failed` when done. */
  | {
      readonly kind: 'ask-authority'
      readonly productId: string
      readonly url: string
      readonly request: AuthorityRequest
    }
  /** Asks the directory of this domain, in the way that is set where one is; `directory-read` when done. */
  | {
      readonly kind: 'read-directory'
      readonly productId: string
      readonly productGroup: number
      readonly domain: string
      readonly setting?: DirectorySetting
    }
  | { readonly kind: 'write-event'; readonly event: ServiceEvent }
  /** Replaces the product's earlier timer; `timer-due` when it fires. */
  | { readonly kind: 'set-timer'; readonly productId: string; readonly atMs: number }
  /** Listeners learn that the product's licence state is another. */
  | { readonly kind: 'notify'; readonly productId: string }
  | { readonly kind: 'finish-round'; readonly productId: string; readonly outcome: RoundOutcome }

/** Time, randomness and cryptography of one step. */
export interface StepContext {
  /** The clock, milliseconds since the epoch. */
  readonly nowMs: number
  readonly verifier: Verifier
  readonly fresh: {
    /** 8 random bytes. */
    readonly nonce: Uint8Array
    /** 0 inclusive to 1 exclusive, spreads the next interval. */
    readonly unit: number
    /** Draws the order among hosts from DNS. */
    readonly draw: DrawInteger
    /** Public key of a fresh key pair; the same one however often it is called within a step. */
    readonly publicKey: () => Uint8Array
  }
  /** Milliseconds since the epoch as ISO 8601, UTC. */
  readonly formatTime: (timeMs: number) => string
}

/** What a step gives: where it was refused, the state is the one that was handed in. */
export interface StepResult {
  readonly state: ClientState
  readonly effects: readonly ClientEffect[]
  readonly refused?: { readonly code: ErrorCode; readonly detail?: string }
}

/** A step that changes nothing, with its code. */
export function refuse(state: ClientState, code: ErrorCode, detail?: string): StepResult {
  return { state, effects: [], refused: { code, ...(detail === undefined ? {} : { detail }) } }
}

/** The effect that writes an event. */
export function writeEvent(
  id: number,
  timeMs: number,
  code: EventCode,
  fields: ServiceEvent['fields'],
): ClientEffect {
  const level = code === 'success' ? 'information' : 'warning'
  return { kind: 'write-event', event: { kind: 'service', id, timeMs, level, code, fields } }
}
