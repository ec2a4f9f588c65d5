/** Replaces a catalogue by a newer one of the same issuer, so that new products need no new key (R1.5). */
import { acceptIssuerCertificate, type Catalogue, verifyCatalogue } from '@muster/core/documents'
import { AppError, codeOf } from '@muster/core/errors'
import type { Clock, Verifier } from '@muster/core/ports'
import type { HostKeyInstallation, HostStore } from '@muster/core/stores'
import { recordEvent } from './record-event.ts'

/** What replacing needs. */
export interface ReplaceCatalogueContext {
  readonly store: HostStore
  readonly clock: Clock
  readonly verifier: Verifier
}

/** What was replaced. */
export interface CatalogueReplacement {
  readonly vendorName: string
  /** ISO 8601. */
  readonly issued: string
  readonly products: number
  /** The keys whose catalogue it now is. */
  readonly partialProductKeys: readonly string[]
}

/**
 * Installs a catalogue for every activated host key of its issuer.
 * Rejects with `host-not-activated`, `document-signer-unknown` (of another vendor or issuer), `catalogue-older`
 * (no newer than what is installed), and the codes of a document.
 */
export async function replaceCatalogue(
  bytes: Uint8Array,
  { store, clock, verifier }: ReplaceCatalogueContext,
): Promise<CatalogueReplacement> {
  const activated = (await store.installations()).filter(isActivated)
  if (activated.length === 0) throw new AppError('host-not-activated')
  const fitting = activated.flatMap((installation) => withCatalogue(installation, bytes, verifier))
  const [first] = fitting
  if (first === undefined) throw new AppError('document-signer-unknown')
  const older = fitting.filter(({ present, offered }) => present.issuedAtSeconds < offered.issuedAtSeconds)
  if (older.length === 0) throw new AppError('catalogue-older')
  for (const { installation } of older) {
    const activation = { ...installation.activation, catalogue: bytes }
    await store.saveInstallation({ ...installation, activation })
  }
  const partialProductKeys = older.map(({ installation }) => installation.partialProductKey)
  const replacement = describe(first.offered, partialProductKeys)
  const { vendorName, issued, products } = replacement
  const fields = { setting: 'catalogue', vendorName, issued, products }
  await recordEvent(store, { name: 'settingChanged', timeMs: clock.nowMs(), fields })
  return replacement
}

type Activated = HostKeyInstallation & Required<Pick<HostKeyInstallation, 'activation'>>

interface Fitting {
  readonly installation: Activated
  readonly present: Catalogue
  readonly offered: Catalogue
}

function isActivated(installation: HostKeyInstallation): installation is Activated {
  return installation.activation !== undefined
}

/** Empty where another issuer signed; whatever else is wrong with the catalogue is thrown. */
function withCatalogue(installation: Activated, bytes: Uint8Array, verifier: Verifier): readonly Fitting[] {
  const issuer = acceptIssuerCertificate(installation.activation.issuerCertificate)
  try {
    const offered = verifyCatalogue(bytes, issuer, verifier)
    const present = verifyCatalogue(installation.activation.catalogue, issuer, verifier)
    return [{ installation, present, offered }]
  } catch (error) {
    if (codeOf(error) === 'document-signer-unknown') return []
    throw error
  }
}

function describe(offered: Catalogue, partialProductKeys: readonly string[]): CatalogueReplacement {
  return {
    vendorName: offered.vendorName,
    issued: new Date(offered.issuedAtSeconds * 1_000).toISOString(),
    products: offered.products.length,
    partialProductKeys,
  }
}
