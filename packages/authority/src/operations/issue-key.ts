/** Issues keys (R1.4). A host key or MAK is shown here, once: the store gets its hash (R1.6). */
import { toHex } from '@muster/core/bytes'
import { keyFingerprintOf } from '@muster/core/confirming'
import { AppError, assert } from '@muster/core/errors'
import { decideKeyIssue, keyIdOfHash } from '@muster/core/issuing'
import { productKeyHash, productKeyOf, productKeySecretLength, setupKeyOf } from '@muster/core/keys'
import type { AuthorityPorts } from '../ports.ts'
import { findProduct } from './find-product.ts'

/** What kind of key, and for what. */
export interface KeyRequest {
  readonly kind: 'host' | 'mak'
  /** Products by id or name; their groups are covered. */
  readonly products: readonly string[]
  /** For whom; free text. */
  readonly note: string
  /** The number of a multiple activation key. */
  readonly activationsMax?: number
}

/** A key as it is shown once. */
export interface IssuedProductKey {
  readonly productKey: string
  readonly partialProductKey: string
  readonly kind: 'setup' | 'host' | 'mak'
  readonly productGroups: readonly number[]
  /** The key's name among the vendor's people; a setup key needs none. */
  readonly keyId?: string
}

/** Rejects with `product-not-found`, `config-invalid`, `key-limit-range`. */
export async function issueKey(
  request: KeyRequest,
  who: string,
  ports: AuthorityPorts,
): Promise<IssuedProductKey> {
  const { store, random, cryptography, clock } = ports
  const products = await store.products()
  const groups = request.products.map((reference) => findProduct(products, reference).terms.productGroup)
  const productGroups = [...new Set(groups)]
  const [productGroup] = productGroups
  if (productGroup === undefined) throw new AppError('config-invalid', 'A key needs a product.')
  const secret = random.bytes(productKeySecretLength)
  const key = productKeyOf({ kind: request.kind, productGroup, secret })
  const keyHash = toHex(productKeyHash(key, cryptography))
  const { products: _references, ...rest } = request
  const fingerprint = toHex(keyFingerprintOf(secret, cryptography))
  const issue = { ...rest, keyHash, fingerprint, partialProductKey: key.partial, productGroups }
  const { changes } = decideKeyIssue(issue, { who, nowMs: clock.nowMs() })
  await store.decideForKey({ keyHash }, (state) => {
    assert(state === undefined, '80 random bits are drawn once')
    return { changes, result: undefined }
  })
  return {
    productKey: key.text,
    partialProductKey: key.partial,
    kind: request.kind,
    productGroups,
    keyId: keyIdOfHash(keyHash),
  }
}

/** The setup key of a product: public, and always the same. Rejects with `product-not-found`. */
export async function setupKey(
  reference: string,
  { store, cryptography }: AuthorityPorts,
): Promise<IssuedProductKey> {
  const { productId, productGroup } = findProduct(await store.products(), reference).terms
  const key = setupKeyOf(productId, productGroup, cryptography)
  return {
    productKey: key.text,
    partialProductKey: key.partial,
    kind: 'setup',
    productGroups: [productGroup],
  }
}
