/** Says again and again that this host serves, where several share a store: so they, and who looks, know of each other. */
import { codeOf } from '@muster/core/errors'
import type { Clock, Timers } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import { type PeriodicWork, periodically } from './periodically.ts'

/** How often a host that serves says so. */
export const announceIntervalMs = 60_000

/** Starts it; nothing where the store is this host's own. */
export function keepAnnounced(
  { store, clock, timers }: { readonly store: HostStore; readonly clock: Clock; readonly timers: Timers },
  onFailure: (error: unknown) => void,
): readonly PeriodicWork[] {
  const { sharing } = store
  if (sharing === undefined) return []
  const announce = () => sharing.announce(clock.nowMs())
  // On a standby a host only shows what is there: it serves nobody, and says so by itself.
  const report = (error: unknown) => {
    if (codeOf(error) !== 'store-read-only') onFailure(error)
  }
  return [periodically(timers, { intervalMs: announceIntervalMs, firstAfterMs: 0 }, announce, report)]
}
