/** How products are shown. */
import type { ProductRecord } from '@muster/core/issuing'
import { formatLabels } from '../../framework/table.ts'
import { formatMinutes, formatTime } from '../../framework/times.ts'

/** A product as `--json` prints it. */
export interface ProductView {
  readonly productId: string
  readonly name: string
  readonly edition: string
  readonly version: string
  readonly applicationId: string
  readonly applicationName: string
  readonly productGroup: number
  readonly family: string
  readonly threshold: number
  readonly policy: ProductRecord['terms']['policy']
  /** ISO 8601. */
  readonly added: string
}

/** The view of a product. */
export function productView({ terms, addedAtMs }: ProductRecord): ProductView {
  const { policy, ...product } = terms
  const { family, threshold } = policy
  return { ...product, family, threshold, policy, added: new Date(addedAtMs).toISOString() }
}

/** A product with its setup key, as lines. */
export function productText(product: ProductView, setupKey: string): string {
  const { policy } = product
  return formatLabels([
    ['Product', `${product.name} ${product.edition} ${product.version}`],
    ['Product id', product.productId],
    ['Application', `${product.applicationName} (${product.applicationId})`],
    ['Product group', product.productGroup],
    ['Family', product.family],
    ['Threshold', product.threshold],
    ['Validity', days(policy.validityMinutes)],
    ['Renewal interval', formatMinutes(policy.renewalMinutes)],
    ['Retry interval', formatMinutes(policy.retryMinutes)],
    ['Initial grace', days(policy.initialGraceMinutes)],
    ['Out-of-tolerance grace', days(policy.outOfToleranceGraceMinutes)],
    ['Rearms', policy.rearmLimit],
    ['Channels', policy.channels.join(', ')],
    ['Duplicates', policy.onDuplicate],
    ['Added', formatTime(product.added)],
    ['Setup key', setupKey],
  ])
}

function days(minutes: number): string {
  const minutesPerDay = 24 * 60
  return minutes % minutesPerDay === 0 ? `${minutes / minutesPerDay} days` : formatMinutes(minutes)
}
