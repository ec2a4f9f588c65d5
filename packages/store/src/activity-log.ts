/** Requests of events, added up by hour, product and outcome: what is told of activity long after the events are gone. */
import { eventCodeNumber, type MusterEvent } from '@muster/core/events'
import { type ActivityBucket, activityHourMs, unservedProductId } from '@muster/core/stores'

const licensedState = 1

/** How much longer than events their sums are kept. */
export const activityKeptMs = 730 * 24 * activityHourMs

/** The sums of a batch's events. Requests for products that are not served are one product: strangers may name any. */
export function activityOf(events: readonly MusterEvent[]): readonly ActivityBucket[] {
  const log = new ActivityLog()
  for (const event of events) {
    if (event.kind !== 'request-processed') continue
    const { productId, applicationId, count } = event.request
    const isServed = event.code !== 'product-not-served'
    log.add({
      startMs: Math.floor(event.timeMs / activityHourMs) * activityHourMs,
      productId: isServed ? productId : unservedProductId,
      applicationId: isServed ? applicationId : unservedProductId,
      code: event.code,
      requests: 1,
      activations: isActivation(event) ? 1 : 0,
      countMax: count ?? 0,
    })
  }
  return log.buckets()
}

/** The machine itself compares the count with its threshold (R4.2); what it will find is told here. */
function isActivation({
  code,
  request,
}: Extract<MusterEvent, { readonly kind: 'request-processed' }>): boolean {
  const { licenceState, minimumCount, count = 0 } = request
  return code === 'success' && licenceState !== licensedState && count >= minimumCount
}

/** Sums in memory. */
export class ActivityLog {
  readonly #buckets = new Map<string, ActivityBucket>()

  add(bucket: ActivityBucket): void {
    const key = `${bucket.startMs} ${bucket.productId} ${bucket.code}`
    const known = this.#buckets.get(key)
    this.#buckets.set(key, {
      ...(known ?? bucket),
      requests: bucket.requests + (known?.requests ?? 0),
      activations: bucket.activations + (known?.activations ?? 0),
      countMax: Math.max(bucket.countMax, known?.countMax ?? 0),
    })
  }

  removeBefore(startMs: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.startMs < startMs) this.#buckets.delete(key)
  }

  /** In order of time, product and outcome. */
  buckets(): readonly ActivityBucket[] {
    return [...this.#buckets.values()].sort(
      (left, right) =>
        left.startMs - right.startMs ||
        compareText(left.productId, right.productId) ||
        eventCodeNumber(left.code) - eventCodeNumber(right.code),
    )
  }
}

function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
