/** Adds a product (R1.1, R1.2). */
import { uuidToText, withUuidVersion } from '@muster/core/bytes'
import { decideProductAddition, type ProductAddition, type ProductRecord } from '@muster/core/issuing'
import type { AuthorityPorts } from '../ports.ts'

const uuidBytes = 16

/** Rejects with the codes of {@link decideProductAddition}. */
export function addProduct(
  addition: ProductAddition,
  who: string,
  { store, random, clock }: AuthorityPorts,
): Promise<ProductRecord> {
  const freshId = () => uuidToText(withUuidVersion(random.bytes(uuidBytes), 4))
  const fresh = { productId: freshId(), applicationId: freshId() }
  const actor = { who, nowMs: clock.nowMs() }
  return store.decideForProducts((products) => {
    const { product, changes } = decideProductAddition(products, addition, fresh, actor)
    return { changes, result: product }
  })
}
