/** What installing a key tells the core: its digest, and of a multiple activation key what activates with it. */
import { keyFingerprintOf } from '@muster/core/confirming'
import { type ProductKey, productKeyHash } from '@muster/core/keys'
import type { MakState } from '@muster/core/licensing'
import type { Verifier } from '@muster/core/ports'

/** The facts of one key. */
export interface KeyFacts {
  readonly keyDigest: Uint8Array
  readonly mak?: Required<Pick<MakState, 'keyFingerprint' | 'productKey'>>
}

/** Of a setup key the digest alone. */
export function keyFacts(key: ProductKey, verifier: Verifier): KeyFacts {
  const keyDigest = productKeyHash(key, verifier)
  if (key.kind !== 'mak') return { keyDigest }
  return { keyDigest, mak: { keyFingerprint: keyFingerprintOf(key.secret, verifier), productKey: key.text } }
}
