/** The event that says that the stored state was damaged. */
import { eventIds, type ServiceEvent } from '@muster/core/events'
import { stateFileNames } from './state-store.ts'

/** 12410 with `state-damaged`. */
export function damageEvent(timeMs: number): ServiceEvent {
  return {
    kind: 'service',
    id: eventIds.stateChanged,
    timeMs,
    level: 'error',
    code: 'state-damaged',
    fields: { keptAside: stateFileNames.damaged },
  }
}
