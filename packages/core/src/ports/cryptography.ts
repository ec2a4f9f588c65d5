/** Hashing and Ed25519 (RFC 8032), handed in. Verification is synchronous, so that the order of events never depends on a thread pool. */
import type { VerificationMemory } from './verification-memory.ts'

/** What a confirmation (R6.4) is checked against. */
export interface ConfirmationClaim {
  /** BLS12-381 key in G2, 96 bytes. */
  readonly publicKey: Uint8Array
  /** 24 bits: the group that the authority has on record for the key. */
  readonly productGroup: number
  /** 22 bytes. */
  readonly installationId: Uint8Array
  /** 48 bytes. */
  readonly confirmation: Uint8Array
}

/** What verifying needs. */
export interface Verifier {
  /** SHA-256 (FIPS 180-4), 32 bytes. */
  sha256(data: Uint8Array): Uint8Array
  /** Whether `signature` (64 bytes) of `message` is by `publicKey` (32 bytes); false for keys or signatures that are malformed. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
  /** Whether a confirmation is right; false for malformed ones. Absent until it was loaded (see `withConfirmations`). */
  readonly confirms?: ((claim: ConfirmationClaim) => boolean) | undefined
  /** Absent where nothing is remembered. */
  readonly memory?: VerificationMemory | undefined
}

/**
 * Checks signatures away from the calling thread. A service that is handed one may answer requests in another order
 * than they came in; in virtual time there is none.
 */
export interface BackgroundVerifier {
  /** As {@link Verifier.verify}; never rejects. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}

/** Signs with one Ed25519 key. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** Makes signers from private keys (the 32-byte seed of RFC 8032). */
export interface KeyPairs {
  signer(privateKey: Uint8Array): Signer
}

/** All of it, as a service's ports hold it. */
export interface Cryptography extends Verifier, KeyPairs {}
