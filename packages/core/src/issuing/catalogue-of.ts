/** The catalogue of a set of product groups (R1.5): what a host learns about the products that its keys cover. */
import type { Catalogue } from '../documents/index.ts'
import type { ProductRecord } from './authority-change.ts'

/**
 * The products of these groups. Its time is that of the newest product of the authority, not of the request: the
 * same products give the same document, and a newer one replaces it exactly when something was added.
 */
export function catalogueOf(
  products: readonly ProductRecord[],
  productGroups: readonly number[],
  options: { readonly vendorName: string; readonly earliestSeconds: number },
): Catalogue {
  const newestMs = products.reduce((newest, { addedAtMs }) => Math.max(newest, addedAtMs), 0)
  return {
    vendorName: options.vendorName,
    issuedAtSeconds: Math.max(options.earliestSeconds, Math.floor(newestMs / 1_000)),
    products: products
      .map(({ terms }) => terms)
      .filter((terms) => productGroups.includes(terms.productGroup)),
  }
}
