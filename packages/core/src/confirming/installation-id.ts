/**
 * The installation ID (R6.3): 22 bytes that bind a key, an installation and a month, so that a confirmation for
 * them can be asked for by telephone. How the bytes become digits is the matter of the keys folder.
 */
import { asciiBytes, concatBytes, uuidFromText } from '../bytes/index.ts'
import { AppError, assert } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import { monthsMax } from './months.ts'

export const installationIdLength = 22
export const keyFingerprintLength = 7
export const installationDigestLength = 12
const version = 1
const digestDomain = asciiBytes('muster/installation/1')
const fingerprintDomain = asciiBytes('muster/key-fingerprint/1')

export const installationKinds = ['host', 'mak', 'directory'] as const
/** What is to be confirmed: an activation host, one machine with a multiple activation key, or a directory's object. */
export type InstallationKind = (typeof installationKinds)[number]

/** The content of an installation ID. */
export interface InstallationId {
  readonly kind: InstallationKind
  /** 7 bytes that only the holder of the key can name. */
  readonly keyFingerprint: Uint8Array
  /** Months since January 2020, UTC. */
  readonly month: number
  /** 12 bytes that stand for product and public key. */
  readonly digest: Uint8Array
}

/** The fingerprint of a product key's secret. */
export function keyFingerprintOf(keySecret: Uint8Array, verifier: Verifier): Uint8Array {
  return verifier.sha256(concatBytes(fingerprintDomain, keySecret)).slice(0, keyFingerprintLength)
}

/** The digest of an installation; a host stands for no product, nor does a forest, whose key is `forestKeyOf`. */
export function installationDigest(
  installation: { readonly publicKey: Uint8Array; readonly productId?: string },
  verifier: Verifier,
): Uint8Array {
  const product =
    installation.productId === undefined ? new Uint8Array(0) : uuidFromText(installation.productId)
  assert(product !== undefined, 'identifiers are checked where they enter')
  const parts = concatBytes(digestDomain, Uint8Array.of(product.length), product, installation.publicKey)
  return verifier.sha256(parts).slice(0, installationDigestLength)
}

/** The 22 bytes of an installation ID. */
export function encodeInstallationId(id: InstallationId): Uint8Array {
  assert(id.keyFingerprint.length === keyFingerprintLength, 'a key fingerprint has 7 bytes')
  assert(id.digest.length === installationDigestLength, 'an installation digest has 12 bytes')
  assert(id.month >= 0 && id.month <= monthsMax, 'the month fits in 16 bits')
  const head = Uint8Array.of((version << 4) | installationKinds.indexOf(id.kind))
  return concatBytes(head, id.keyFingerprint, Uint8Array.of(id.month >> 8, id.month & 0xff), id.digest)
}

/** Reads 22 bytes. Throws `installation-id-invalid`. */
export function decodeInstallationId(bytes: Uint8Array): InstallationId {
  const [head = 0] = bytes
  const kind = installationKinds[head & 0x0f]
  if (bytes.length !== installationIdLength || head >> 4 !== version || kind === undefined) {
    throw new AppError('installation-id-invalid')
  }
  return {
    kind,
    keyFingerprint: bytes.slice(1, 8),
    month: ((bytes[8] ?? 0) << 8) | (bytes[9] ?? 0),
    digest: bytes.slice(10),
  }
}

/** Whether an authority still accepts the month of a request: the present one, the one before or the one after. */
export function isCurrentMonth(month: number, presentMonth: number): boolean {
  return Math.abs(month - presentMonth) <= 1
}
