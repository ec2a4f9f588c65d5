/** Setup keys (R1.4): public, made from the product id, so that a key finds its product licence without a look-up. */
import { asciiBytes, concatBytes, equalBytes, uuidFromText } from '../bytes/index.ts'
import { assert } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import { type ProductKey, productKeyOf, productKeySecretLength } from './product-key.ts'

const setupKeyDomain = asciiBytes('muster/setup-key/1')

/** The setup key of a product (UUID) in its product group (24 bits). */
export function setupKeyOf(productId: string, productGroup: number, verifier: Verifier): ProductKey {
  return productKeyOf({ kind: 'setup', productGroup, secret: setupSecretOf(productId, verifier) })
}

/** Whether a key is the setup key of this product (UUID). */
export function isSetupKeyOf(key: ProductKey, productId: string, verifier: Verifier): boolean {
  return key.kind === 'setup' && equalBytes(key.secret, setupSecretOf(productId, verifier))
}

function setupSecretOf(productId: string, verifier: Verifier): Uint8Array {
  const bytes = uuidFromText(productId)
  assert(bytes !== undefined, 'a product id is a UUID')
  return verifier.sha256(concatBytes(setupKeyDomain, bytes)).slice(0, productKeySecretLength)
}
