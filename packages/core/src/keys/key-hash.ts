/** What is kept or said of a product key in place of its secret, each a SHA-256 under a domain string of its own. */
import { asciiBytes, concatBytes } from '../bytes/index.ts'
import type { Verifier } from '../ports/index.ts'
import type { ProductKey } from './product-key.ts'

export const keyFingerprintLength = 7

const productKeyDomain = asciiBytes('muster/product-key/1')
const fingerprintDomain = asciiBytes('muster/key-fingerprint/1')

/**
 * What the authority keeps of a key, 32 bytes. It covers the secret alone: kind and product group are taken from
 * the authority's record, never from the key that somebody presents.
 */
export function productKeyHash(key: ProductKey, verifier: Verifier): Uint8Array {
  return verifier.sha256(concatBytes(productKeyDomain, key.secret))
}

/** What names a key in an installation ID, 7 bytes: only who holds the key can tell it. */
export function keyFingerprint(key: ProductKey, verifier: Verifier): Uint8Array {
  return verifier.sha256(concatBytes(fingerprintDomain, key.secret)).slice(0, keyFingerprintLength)
}
