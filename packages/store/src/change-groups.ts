/** The changes of a batch, sorted by what they change: each store writes group by group, in one commit. */
import type { CountChange, CounterName, HostChange, MachineSighting } from '@muster/core/counting'
import type { MusterEvent } from '@muster/core/events'

/** Changes by kind, each kind in its order. */
export interface ChangeGroups {
  readonly counts: readonly CountChange[]
  readonly machines: readonly MachineSighting[]
  /** Amounts to add. */
  readonly counters: ReadonlyMap<CounterName, number>
  readonly events: readonly MusterEvent[]
}

/** Sorts changes by kind and adds up the counters. */
export function groupChanges(changes: readonly HostChange[]): ChangeGroups {
  const counts: CountChange[] = []
  const machines: MachineSighting[] = []
  const counters = new Map<CounterName, number>()
  const events: MusterEvent[] = []
  for (const change of changes) {
    switch (change.kind) {
      case 'entry-put':
      case 'entry-removed':
      case 'capacity-raised':
        counts.push(change)
        break
      case 'machine-seen':
        machines.push(change.machine)
        break
      case 'counter-added':
        counters.set(change.counter, (counters.get(change.counter) ?? 0) + change.amount)
        break
      case 'event-added':
        events.push(change.event)
        break
    }
  }
  return { counts, machines, counters, events }
}
