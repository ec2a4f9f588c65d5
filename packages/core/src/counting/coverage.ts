/** Which of a host's keys lets it answer for a product (R2.6, R2.12). */
import type { Catalogue, HostCertificate, ProductTerms, Verified } from '../documents/index.ts'

/** A host key after its activation. */
export interface ActivatedHostKey {
  readonly certificate: Verified<HostCertificate>
  readonly catalogue: Verified<Catalogue>
}

/** Whether the host may answer for a product, and in the name of which key. */
export type Coverage<HostKey extends ActivatedHostKey> =
  | { readonly kind: 'covered'; readonly terms: ProductTerms; readonly hostKey: HostKey }
  | { readonly kind: 'refused'; readonly code: 'product-not-served' | 'host-not-activated' }

/**
 * Finds the key that serves a product now: its catalogue names the product, its certificate names the product's
 * group and is valid. Among several the newest catalogue decides, then the order of `hostKeys`.
 * Refuses with `host-not-activated` where no key is activated, no certificate is valid, or those that cover the
 * product are not valid; else with `product-not-served`.
 */
export function findCoverage<HostKey extends ActivatedHostKey>(
  hostKeys: readonly HostKey[],
  productId: string,
  nowSeconds: number,
): Coverage<HostKey> {
  if (!hostKeys.some((hostKey) => isValid(hostKey, nowSeconds))) return refused('host-not-activated')
  const covering = hostKeys.flatMap((hostKey) => coverageBy(hostKey, productId))
  if (covering.length === 0) return refused('product-not-served')
  const valid = covering.filter(({ hostKey }) => isValid(hostKey, nowSeconds))
  const [first, ...others] = valid
  if (first === undefined) return refused('host-not-activated')
  return others.reduce((chosen, other) => (issuedAt(other) > issuedAt(chosen) ? other : chosen), first)
}

type Covered<HostKey extends ActivatedHostKey> = Extract<Coverage<HostKey>, { kind: 'covered' }>

function coverageBy<HostKey extends ActivatedHostKey>(
  hostKey: HostKey,
  productId: string,
): readonly Covered<HostKey>[] {
  const terms = hostKey.catalogue.products.find((product) => product.productId === productId)
  if (terms === undefined || !hostKey.certificate.productGroups.includes(terms.productGroup)) return []
  return [{ kind: 'covered', terms, hostKey }]
}

function isValid({ certificate }: ActivatedHostKey, nowSeconds: number): boolean {
  return certificate.notBeforeSeconds <= nowSeconds && nowSeconds < certificate.expiresSeconds
}

function issuedAt({ hostKey }: Covered<ActivatedHostKey>): number {
  return hostKey.catalogue.issuedAtSeconds
}

function refused(code: 'product-not-served' | 'host-not-activated') {
  return { kind: 'refused', code } as const
}
