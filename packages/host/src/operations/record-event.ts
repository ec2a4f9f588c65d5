/** Writes an event that belongs to no request. */
import { type EventFields, type EventLevel, eventIds } from '@muster/core/events'
import type { HostStore } from '@muster/core/stores'

/** What the event says. */
export interface EventToRecord {
  readonly name: keyof typeof eventIds
  readonly timeMs: number
  readonly fields: EventFields
  readonly level?: EventLevel
}

/** Resolves when the event is durable. Rejects with `store-failed`. */
export function recordEvent(store: HostStore, event: EventToRecord): Promise<void> {
  const { name, timeMs, fields, level = 'information' } = event
  const added = { kind: 'service', id: eventIds[name], timeMs, level, code: 'success', fields } as const
  return store.commitBatch([], () => ({
    changes: [{ kind: 'event-added', event: added }],
    countsAfter: new Map(),
    result: undefined,
  }))
}
