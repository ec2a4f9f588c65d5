/** What reports and judgements of a host are made of: its store, and what its catalogues say of the products. */
import type { HostStore, ReportStore } from '@muster/core/stores'
import type { ServedHostKey } from '../serving/served-host-key.ts'

/** A product that the host's keys cover. */
export interface CoveredProduct {
  readonly productId: string
  /** Name, edition and version. */
  readonly name: string
  readonly applicationId: string
  readonly applicationName: string
  readonly threshold: number
}

/** Where reports take their facts from. */
export interface HostReportSource {
  readonly reports: ReportStore
  readonly store: Pick<HostStore, 'counts' | 'events' | 'sharing'>
  readonly products: readonly CoveredProduct[]
}

/** The products of all catalogues. */
export function coveredProducts(hostKeys: readonly ServedHostKey[]): readonly CoveredProduct[] {
  return hostKeys.flatMap(({ catalogue }) =>
    catalogue.products.map(
      ({ productId, name, edition, version, applicationId, applicationName, policy }) => ({
        productId,
        name: [name, edition, version].filter((part) => part !== '').join(' '),
        applicationId,
        applicationName,
        threshold: policy.threshold,
      }),
    ),
  )
}
