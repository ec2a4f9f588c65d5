/** The event log as people and programs read it (rules §7). */
import { type PresentedEvent, presentEvent } from '@muster/core/events'
import type { HostStore } from '@muster/core/stores'

const eventsPerPage = 500

/** Which events. */
export interface EventFilter {
  /** At most so many; absent: all. */
  readonly limit?: number
  readonly sinceMs?: number
  /** Only events with this number, such as 12290. */
  readonly id?: number
  /** Newest first unless said otherwise. */
  readonly oldestFirst?: boolean
}

/** The events, read in pages. */
export async function* listEvents(
  store: HostStore,
  filter: EventFilter = {},
): AsyncGenerator<PresentedEvent> {
  const { limit = Number.POSITIVE_INFINITY, ...query } = filter
  let left = limit
  let after: string | undefined
  while (left > 0) {
    const page = await store.events({
      ...query,
      limit: Math.min(left, eventsPerPage),
      ...(after === undefined ? {} : { after }),
    })
    for (const { event, hostName } of page.items) {
      const presented = presentEvent(event, (timeMs) => new Date(timeMs).toISOString())
      yield hostName === undefined ? presented : { ...presented, hostName }
    }
    left -= page.items.length
    after = page.next
    if (after === undefined || page.items.length === 0) return
  }
}
