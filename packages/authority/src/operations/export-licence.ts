/** Signs the product licence that ships with a product (R1.2). */
import { signProductLicence } from '@muster/core/documents'
import { setupKeyOf } from '@muster/core/keys'
import { checkIssuer } from '../identity/issuer.ts'
import type { AuthorityPorts } from '../ports.ts'
import { findProduct } from './find-product.ts'

/** A product licence, ready to ship. */
export interface ExportedLicence {
  readonly productId: string
  readonly licence: Uint8Array
  /** The public setup key of the product (R1.4). */
  readonly setupKey: string
}

/** Rejects with `product-not-found`, `issuer-expired`. */
export async function exportLicence(
  reference: string,
  who: string,
  ports: AuthorityPorts,
): Promise<ExportedLicence> {
  const { store, clock, cryptography } = ports
  const { terms } = findProduct(await store.products(), reference)
  const issuer = await ports.issuer()
  const atMs = clock.nowMs()
  const issuedAtSeconds = Math.floor(atMs / 1_000)
  checkIssuer(issuer, issuedAtSeconds)
  const content = {
    vendorName: issuer.vendorName,
    issuedAtSeconds,
    terms,
    issuerCertificate: issuer.certificate,
  }
  const licence = await signProductLicence(content, issuer.signer, cryptography)
  const { productId } = terms
  await store.archive({ kind: 'product-licence', subject: productId, issuedAtMs: atMs, document: licence })
  const detail = `${terms.name} ${terms.edition} ${terms.version}`
  const entry = { atMs, who, action: 'licence-exported', subject: `product ${productId}`, detail } as const
  await store.record([{ kind: 'audit-added', entry }])
  return { productId, licence, setupKey: setupKeyOf(productId, terms.productGroup, cryptography).text }
}
