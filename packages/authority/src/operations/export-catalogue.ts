/** Writes a catalogue for hosts without a connection (R1.5). */
import type { AuthorityPorts } from '../ports.ts'
import { type SignedCatalogue, signCatalogueOf } from './sign-catalogue.ts'

/** The catalogue of these groups, or of all; archived and audited. Rejects with `issuer-expired`. */
export async function exportCatalogue(
  productGroups: readonly number[] | undefined,
  who: string,
  ports: AuthorityPorts,
): Promise<SignedCatalogue> {
  const { store, clock } = ports
  const all = (await store.products()).map(({ terms }) => terms.productGroup)
  const groups = [...new Set(productGroups ?? all)].sort((left, right) => left - right)
  const signed = await signCatalogueOf(groups, await ports.issuer(), ports)
  const atMs = clock.nowMs()
  const subject = `product groups ${groups.join(', ')}`
  await store.archive({ kind: 'catalogue', subject, issuedAtMs: atMs, document: signed.catalogue })
  const entry = {
    atMs,
    who,
    action: 'catalogue-exported',
    subject,
    detail: `${signed.products} products`,
  } as const
  await store.record([{ kind: 'audit-added', entry }])
  return signed
}
