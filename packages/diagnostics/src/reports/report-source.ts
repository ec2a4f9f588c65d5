/** Where reports take their facts from. */
import type { HostStore, ReportStore } from '@muster/core/stores'

/** A product that the host's keys cover. */
export interface KnownProduct {
  readonly productId: string
  /** Name, edition and version. */
  readonly name: string
  readonly applicationId: string
  readonly applicationName: string
  readonly threshold: number
}

/** A host's store and what its catalogues say. */
export interface ReportSource {
  readonly reports: ReportStore
  readonly store: Pick<HostStore, 'counts' | 'events' | 'sharing'>
  readonly products: readonly KnownProduct[]
}

/** The span that a report is about. */
export interface ReportSpan {
  readonly nowMs: number
  readonly sinceMs: number
}

export const msPerDay = 86_400_000
/** How long a machine stays in the count: what was not seen for longer cannot count (R2.3). */
export const countedMs = 30 * msPerDay

/** Name of a product, or its id where no catalogue names it. */
export function productName(source: ReportSource, productId: string): string {
  if (/^[0-]+$/.test(productId)) return '(not served)'
  return source.products.find((product) => product.productId === productId)?.name ?? productId
}

/** Name of an application, or its id where no catalogue names it. */
export function applicationName(source: ReportSource, applicationId: string): string {
  const known = source.products.find((product) => product.applicationId === applicationId)
  return known?.applicationName ?? applicationId
}

/** ISO 8601, UTC. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

/** `2027-05-21`. */
export function isoDay(timeMs: number): string {
  return isoTime(timeMs).slice(0, 10)
}

/** The days from one moment to another, the starts of each. */
export function daysOf({ sinceMs, nowMs }: ReportSpan): readonly number[] {
  const first = Math.floor(sinceMs / msPerDay)
  const last = Math.floor(nowMs / msPerDay)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * msPerDay)
}
