/** The files that a customer without a connection needs (R3.2): all of them public, none of them secret. */
import { toHex } from '@muster/core/bytes'
import type { Vendor } from '../identity/vendor.ts'
import type { AuthorityPorts } from '../ports.ts'
import { exportCatalogue } from './export-catalogue.ts'
import { exportLicence } from './export-licence.ts'

/** Names of the files that a host is activated from. */
export const mediaFiles = {
  issuer: 'issuer.certificate',
  catalogue: 'products.catalogue',
  root: 'vendor-root.pub',
} as const

/** One file. */
export interface MediaFile {
  readonly name: string
  readonly content: Uint8Array
}

/** Licences of all products, the catalogue, the issuer certificate and the vendor's root. Rejects with `issuer-expired`. */
export async function exportMedia(
  vendor: Vendor,
  who: string,
  ports: AuthorityPorts,
): Promise<readonly MediaFile[]> {
  const { catalogue } = await exportCatalogue(undefined, who, ports)
  const { certificate } = await ports.issuer()
  const licences: MediaFile[] = []
  for (const { terms } of await ports.store.products()) {
    const { licence } = await exportLicence(terms.productId, who, ports)
    licences.push({ name: `${terms.productId}.licence`, content: licence })
  }
  const root = new TextEncoder().encode(`${toHex(vendor.rootPublicKey)}\n`)
  const files = [
    { name: mediaFiles.issuer, content: certificate },
    { name: mediaFiles.catalogue, content: catalogue },
    { name: mediaFiles.root, content: root },
    ...licences,
  ]
  const entry = {
    atMs: ports.clock.nowMs(),
    who,
    action: 'media-exported',
    subject: `vendor ${vendor.vendorName}`,
    detail: `${files.length} files`,
  } as const
  await ports.store.record([{ kind: 'audit-added', entry }])
  return files
}
