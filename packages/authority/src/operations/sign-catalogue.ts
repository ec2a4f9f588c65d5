/** Signs the catalogue of product groups (R1.5): for a host's activation, for its update, and as a file. */
import { productGroupMax, productGroupsMax, signCatalogue } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import { catalogueOf } from '@muster/core/issuing'
import { checkIssuer, type Issuer } from '../identity/issuer.ts'
import type { AuthorityPorts } from '../ports.ts'

/** A signed catalogue. */
export interface SignedCatalogue {
  readonly catalogue: Uint8Array
  readonly issuedAtSeconds: number
  readonly products: number
}

/** The newest catalogue of these groups; it may hold no product. Rejects with `issuer-expired`. */
export async function signCatalogueOf(
  productGroups: readonly number[],
  issuer: Issuer,
  ports: AuthorityPorts,
): Promise<SignedCatalogue> {
  checkIssuer(issuer, Math.floor(ports.clock.nowMs() / 1_000))
  const content = catalogueOf(await ports.store.products(), productGroups, {
    vendorName: issuer.vendorName,
    earliestSeconds: issuer.content.notBeforeSeconds,
  })
  const catalogue = await signCatalogue(content, issuer.signer, ports.cryptography)
  return { catalogue, issuedAtSeconds: content.issuedAtSeconds, products: content.products.length }
}

/** Product groups from text such as `1,7`. Throws `usage`. */
export function parseProductGroups(text: string): readonly number[] {
  const parts = text.split(',')
  const groups = parts.map((part) => (/^[0-9]{1,8}$/.test(part) ? Number(part) : -1))
  if (groups.length > productGroupsMax || groups.some((group) => group < 0 || group > productGroupMax))
    throw new AppError('usage', `Product groups are 1 to ${productGroupsMax} numbers with commas between.`)
  return [...new Set(groups)].sort((left, right) => left - right)
}
