/** Writes an event that belongs to no request. */
import { type EventCode, type EventFields, type EventLevel, eventIds } from '@muster/core/events'
import type { HostStore } from '@muster/core/stores'

/** What the event says. */
export interface EventToRecord {
  readonly name: keyof typeof eventIds
  readonly timeMs: number
  readonly fields: EventFields
  readonly level?: EventLevel
  /** Success unless said otherwise. */
  readonly code?: EventCode
}

/** Resolves when the event is durable. Rejects with `store-failed`. */
export function recordEvent(store: HostStore, event: EventToRecord): Promise<void> {
  const { name, timeMs, fields, level = 'information', code = 'success' } = event
  const added = { kind: 'service', id: eventIds[name], timeMs, level, code, fields } as const
  return store.commitBatch([], () => ({
    changes: [{ kind: 'event-added', event: added }],
    countsAfter: new Map(),
    result: undefined,
  }))
}
