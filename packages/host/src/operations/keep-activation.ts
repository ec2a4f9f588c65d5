/** Keeps what activated a host key, however it came, and forgets the key's secret (R1.6). */
import type { Catalogue, HostCertificate, Verified } from '@muster/core/documents'
import type { Clock } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import type { WithSecret } from './choose-installations.ts'
import { recordEvent } from './record-event.ts'

/** A host key that was activated. */
export interface HostActivationOutcome {
  readonly partialProductKey: string
  readonly vendorName: string
  readonly hostName: string
  readonly productGroups: readonly number[]
  /** ISO 8601. */
  readonly certificateExpires: string
  readonly products: readonly {
    readonly productId: string
    readonly name: string
    readonly edition: string
  }[]
}

/** What it needs. */
export interface KeepActivationContext {
  readonly store: HostStore
  readonly clock: Clock
}

/** The documents of an activation, verified, with their bytes. */
export interface NewActivation {
  readonly hostCertificate: Uint8Array
  readonly issuerCertificate: Uint8Array
  readonly catalogue: Uint8Array
  readonly certificate: Verified<HostCertificate>
  readonly products: Verified<Catalogue>
}

/** Rejects with `store-failed`. */
export async function keepActivation(
  installation: WithSecret,
  activation: NewActivation,
  { store, clock }: KeepActivationContext,
): Promise<HostActivationOutcome> {
  const { productKey: _forgotten, ...kept } = installation
  const { hostCertificate, issuerCertificate, catalogue } = activation
  const activatedAtMs = clock.nowMs()
  await store.saveInstallation({
    ...kept,
    activation: { activatedAtMs, hostCertificate, issuerCertificate, catalogue },
  })
  const outcome = outcomeOf(installation.partialProductKey, activation)
  await recordEvent(store, {
    name: 'hostActivated',
    timeMs: activatedAtMs,
    fields: {
      partialProductKey: outcome.partialProductKey,
      vendorName: outcome.vendorName,
      hostName: outcome.hostName,
      certificateExpires: outcome.certificateExpires,
    },
  })
  return outcome
}

function outcomeOf(
  partialProductKey: string,
  { certificate, products }: NewActivation,
): HostActivationOutcome {
  return {
    partialProductKey,
    vendorName: certificate.vendorName,
    hostName: certificate.hostName,
    productGroups: certificate.productGroups,
    certificateExpires: new Date(certificate.expiresSeconds * 1_000).toISOString(),
    products: products.products.map(({ productId, name, edition }) => ({ productId, name, edition })),
  }
}
