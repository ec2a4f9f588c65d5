/**
 * The confirmation (R6.4): a BLS12-381 signature of 48 bytes (minimal-signature-size variant of
 * draft-irtf-cfrg-bls-signature, hash to curve by RFC 9380) by the vendor over product group and installation ID.
 * A product holds public keys only, so nobody can compute confirmations from what it ships.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { asciiBytes, concatBytes } from '../bytes/index.ts'
import { assert } from '../errors/index.ts'
import type { ConfirmationClaim } from '../ports/index.ts'

export const confirmationLength = 48
export const confirmationSecretKeyLength = 32
const seedLength = 48
const installationIdLength = 22
const messageDomain = asciiBytes('muster/confirmation/1')
const hashToCurveTag = 'MUSTER-CONFIRMATION-V01-CS01-with-BLS12381G1_XMD:SHA-256_SSWU_RO_'
const signatures = bls12_381.shortSignatures

/** A BLS key pair: 32 secret bytes, 96 public bytes (a point of G2, compressed). */
export interface ConfirmationKeyPair {
  readonly secretKey: Uint8Array
  readonly publicKey: Uint8Array
}

/** The key pair of 48 random bytes. */
export function confirmationKeyPairOf(seed: Uint8Array): ConfirmationKeyPair {
  assert(seed.length === seedLength, 'a seed has 48 bytes')
  const { secretKey, publicKey } = signatures.keygen(seed)
  return { secretKey, publicKey: publicKey.toBytes() }
}

/** The 96 bytes of the public key that belongs to a secret key. */
export function confirmationPublicKeyOf(secretKey: Uint8Array): Uint8Array {
  return signatures.getPublicKey(secretKey).toBytes()
}

/**
 * Signs an installation ID for a product group: the group that the authority has on record for the key, never one
 * that a caller names. The same input gives the same 48 bytes.
 */
export function signConfirmation(options: {
  readonly secretKey: Uint8Array
  readonly productGroup: number
  readonly installationId: Uint8Array
}): Uint8Array {
  return signatures.sign(messageOf(options.productGroup, options.installationId), options.secretKey).toBytes()
}

/** Whether a confirmation is by this public key for this group and installation ID; false for malformed points. */
export function verifyConfirmation(options: ConfirmationClaim): boolean {
  const { confirmation, publicKey } = options
  if (confirmation.length !== confirmationLength) return false
  try {
    return signatures.verify(confirmation, messageOf(options.productGroup, options.installationId), publicKey)
  } catch {
    return false
  }
}

function messageOf(productGroup: number, installationId: Uint8Array) {
  assert(installationId.length === installationIdLength, 'an installation ID has 22 bytes')
  const group = Uint8Array.of(productGroup >> 16, (productGroup >> 8) & 0xff, productGroup & 0xff)
  return signatures.hash(concatBytes(messageDomain, group, installationId), hashToCurveTag)
}
