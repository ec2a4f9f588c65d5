/**
 * Whether a host key activates a host (R3.3): at most 6 hosts, each once and 9 times more, unless the vendor raised
 * a number. Pure: state, request, time and fresh bytes in; a certificate's content and the changes out.
 */
import { equalBytes, fromHex, toHex } from '../bytes/index.ts'
import {
  type ActivationObject,
  activationObjectIdOf,
  type HostCertificate,
  hostValidityDays,
} from '../documents/index.ts'
import { assert, type ErrorCode } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import type { AuditAction, AuthorityChange } from './authority-change.ts'
import {
  type ActivatedDirectory,
  type HostActivationRecord,
  type IssuedHostKey,
  type KeyState,
  keySubject,
} from './issued-key.ts'

const secondsPerDay = 24 * 60 * 60
const shownKeyCharacters = 16

/** The host that asks, or the directory, which stands for one (R8.1). */
export interface HostActivationAttempt {
  /** Its public key; by telephone its digest, since the key is never learned. */
  readonly hostPublicKey: Uint8Array
  /** Installation digest of the host. */
  readonly hostDigest: Uint8Array
  readonly hostName: string
  readonly directory?: ActivatedDirectory
  /** Of the request; by telephone the whole installation ID. */
  readonly nonce: Uint8Array
  /** Where the request came from. */
  readonly address: string
}

/** What enters from outside: time and randomness, drawn once. */
export interface HostActivationFresh {
  readonly nowMs: number
  /** 8 random bytes for the certificate. */
  readonly serial: Uint8Array
}

/** Granted, with what the certificate will say; or refused. Both may change the store. */
export type HostActivationDecision =
  | {
      readonly kind: 'granted'
      readonly activation: HostActivationRecord
      readonly changes: readonly AuthorityChange[]
    }
  | {
      readonly kind: 'refused'
      readonly code: ErrorCode
      readonly detail?: string
      readonly changes: readonly AuthorityChange[]
    }

/**
 * Decides about one request. Refusals: `key-unknown`, `product-key-kind`, `key-blocked`, `host-limit-reached`,
 * `reactivation-limit-reached`. A request that was granted before is granted again and changes nothing.
 */
export function decideHostActivation(
  state: KeyState | undefined,
  attempt: HostActivationAttempt,
  fresh: HostActivationFresh,
): HostActivationDecision {
  if (state === undefined) return { kind: 'refused', code: 'key-unknown', changes: [] }
  const { key } = state
  if (key.kind !== 'host') return { kind: 'refused', code: 'product-key-kind', changes: [] }
  if (key.block !== undefined) return refuse(key, attempt, fresh, 'key-blocked')
  const repeated = findRepeated(state, attempt)
  if (repeated !== undefined) return { kind: 'granted', activation: repeated, changes: [] }
  const { hostsMax, activationsPerHostMax } = key.limits
  const earlier = state.activationsOfHost.length
  if (earlier === 0 && state.hostsActivated >= hostsMax)
    return refuse(
      key,
      attempt,
      fresh,
      'host-limit-reached',
      `It has activated ${state.hostsActivated} of ${hostsMax} hosts.`,
    )
  if (earlier >= activationsPerHostMax)
    return refuse(
      key,
      attempt,
      fresh,
      'reactivation-limit-reached',
      `It was activated ${earlier} of ${activationsPerHostMax} times.`,
    )
  return grant(key, attempt, fresh, earlier + 1)
}

/** The content of the certificate that an activation was granted. */
export function hostCertificateOf(activation: HostActivationRecord, vendorName: string): HostCertificate {
  return {
    vendorName,
    hostName: activation.hostName,
    serial: bytesOf(activation.serial),
    issuedAtSeconds: activation.issuedAtSeconds,
    notBeforeSeconds: activation.issuedAtSeconds,
    expiresSeconds: activation.expiresSeconds,
    hostPublicKey: bytesOf(activation.hostPublicKey),
    productGroups: activation.productGroups,
  }
}

/** The content of the activation object that a directory was granted; `keyFingerprint` is that of the host key. */
export function activationObjectOf(
  activation: HostActivationRecord,
  made: {
    readonly vendorName: string
    readonly keyFingerprint: Uint8Array
    readonly issuerCertificate: Uint8Array
  },
  verifier: Verifier,
): ActivationObject {
  const forestId = activation.directory?.forestId
  assert(forestId !== undefined, 'only an activation that knows its forest becomes an object')
  return {
    vendorName: made.vendorName,
    forestName: activation.hostName,
    forestId,
    objectId: activationObjectIdOf(forestId, made.keyFingerprint, verifier),
    serial: bytesOf(activation.serial),
    issuedAtSeconds: activation.issuedAtSeconds,
    notBeforeSeconds: activation.issuedAtSeconds,
    expiresSeconds: activation.expiresSeconds,
    productGroups: activation.productGroups,
    issuerCertificate: made.issuerCertificate,
  }
}

/** A request whose answer was lost comes again with its nonce: it must not use up an activation. */
function findRepeated(state: KeyState, attempt: HostActivationAttempt): HostActivationRecord | undefined {
  return state.activationsOfHost.find((activation) => equalBytes(bytesOf(activation.nonce), attempt.nonce))
}

function grant(
  key: IssuedHostKey,
  attempt: HostActivationAttempt,
  fresh: HostActivationFresh,
  ordinal: number,
): HostActivationDecision {
  const issuedAtSeconds = Math.floor(fresh.nowMs / 1_000)
  const activation: HostActivationRecord = {
    keyHash: key.keyHash,
    hostPublicKey: toHex(attempt.hostPublicKey),
    hostDigest: toHex(attempt.hostDigest),
    hostName: attempt.hostName,
    ...(attempt.directory === undefined ? {} : { directory: attempt.directory }),
    address: attempt.address,
    nonce: toHex(attempt.nonce),
    serial: toHex(fresh.serial),
    ordinal,
    activatedAtMs: fresh.nowMs,
    issuedAtSeconds,
    expiresSeconds: issuedAtSeconds + hostValidityDays * secondsPerDay,
    productGroups: key.productGroups,
  }
  const detail = `${describeHost(attempt)}, activation ${ordinal} of ${key.limits.activationsPerHostMax}`
  return {
    kind: 'granted',
    activation,
    changes: [
      { kind: 'host-activated', activation },
      audit(
        key,
        attempt,
        fresh,
        attempt.directory === undefined ? 'host-activated' : 'object-created',
        detail,
      ),
    ],
  }
}

function refuse(
  key: IssuedHostKey,
  attempt: HostActivationAttempt,
  fresh: HostActivationFresh,
  code: ErrorCode,
  detail?: string,
): HostActivationDecision {
  return {
    kind: 'refused',
    code,
    ...(detail === undefined ? {} : { detail }),
    changes: [
      audit(
        key,
        attempt,
        fresh,
        attempt.directory === undefined ? 'host-refused' : 'object-refused',
        `${code}: ${describeHost(attempt)}`,
      ),
    ],
  }
}

function audit(
  key: IssuedHostKey,
  attempt: HostActivationAttempt,
  fresh: HostActivationFresh,
  action: AuditAction,
  detail: string,
): AuthorityChange {
  const entry = { atMs: fresh.nowMs, who: attempt.address, action, subject: keySubject(key), detail }
  return { kind: 'audit-added', entry }
}

function describeHost(attempt: HostActivationAttempt): string {
  const kind = attempt.directory === undefined ? 'host' : 'directory'
  return `${kind} ${attempt.hostName} (${toHex(attempt.hostPublicKey).slice(0, shownKeyCharacters)})`
}

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex)
  assert(bytes !== undefined, 'what the store keeps in hexadecimal was written by this software')
  return bytes
}
