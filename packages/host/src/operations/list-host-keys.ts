/** The host keys of this host with their activation, for people: nothing of a key but its last group is in it. */
import type { Verifier } from '@muster/core/ports'
import type { HostKeyInstallation, HostStore } from '@muster/core/stores'
import { readServedHostKey, type ServedHostKey } from '../serving/served-host-key.ts'
import { verifierFor } from '../serving/verifier-for.ts'
import { isValid } from './status.ts'

/** How a host key stands. */
export type HostKeyState = 'installed' | 'activated' | 'expired'

/** One host key. */
export interface ListedHostKey {
  readonly partialProductKey: string
  readonly productGroup: number
  /** ISO 8601. */
  readonly installed: string
  readonly state: HostKeyState
  readonly certificate?: {
    readonly vendorName: string
    readonly hostName: string
    readonly productGroups: readonly number[]
    /** ISO 8601. */
    readonly expires: string
  }
  readonly catalogue?: {
    /** ISO 8601. */
    readonly issued: string
    readonly products: readonly {
      readonly productId: string
      readonly applicationId: string
      readonly name: string
      readonly edition: string
      readonly threshold: number
    }[]
  }
}

/** What listing needs. */
export interface ListHostKeysContext {
  readonly store: HostStore
  readonly hostPublicKey: Uint8Array
  readonly verifier: Verifier
  readonly nowMs: number
}

/** All host keys, in the order of the store. Rejects with the codes of a document where an activation is damaged. */
export async function listHostKeys(context: ListHostKeysContext): Promise<readonly ListedHostKey[]> {
  const { store, hostPublicKey, verifier, nowMs } = context
  const installations = await store.installations()
  const sufficient = await verifierFor(installations, verifier)
  return installations.map((installation) => {
    const hostKey = readServedHostKey(installation, hostPublicKey, sufficient)
    return describe(installation, hostKey, nowMs)
  })
}

function describe(
  { partialProductKey, productGroup, installedAtMs }: HostKeyInstallation,
  hostKey: ServedHostKey | undefined,
  nowMs: number,
): ListedHostKey {
  const installed = new Date(installedAtMs).toISOString()
  const base = { partialProductKey, productGroup, installed }
  if (hostKey === undefined) return { ...base, state: 'installed' }
  const { certificate, catalogue } = hostKey
  return {
    ...base,
    state: isValid(hostKey, nowMs) ? 'activated' : 'expired',
    certificate: {
      vendorName: certificate.vendorName,
      hostName: certificate.hostName,
      productGroups: certificate.productGroups,
      expires: new Date(certificate.expiresSeconds * 1_000).toISOString(),
    },
    catalogue: {
      issued: new Date(catalogue.issuedAtSeconds * 1_000).toISOString(),
      products: catalogue.products.map(({ productId, applicationId, name, edition, policy }) => ({
        productId,
        applicationId,
        name,
        edition,
        threshold: policy.threshold,
      })),
    },
  }
}
