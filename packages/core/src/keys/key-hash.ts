/** What the authority keeps of a product key in place of its secret (R1.6). */
import { asciiBytes, concatBytes } from '../bytes/index.ts'
import type { Verifier } from '../ports/index.ts'
import type { ProductKey } from './product-key.ts'

const productKeyDomain = asciiBytes('muster/product-key/1')

/**
 * SHA-256 of the secret under a domain string, 32 bytes. It covers the secret alone: kind and product group are
 * taken from the authority's record, never from the key that somebody presents.
 */
export function productKeyHash(key: ProductKey, verifier: Verifier): Uint8Array {
  return verifier.sha256(concatBytes(productKeyDomain, key.secret))
}
