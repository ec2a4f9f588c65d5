/** Publishing at the start and every 24 hours (R5.1), and sooner where trying again can help. */
import type { Timers } from '@muster/core/ports'
import { atMost } from '../jobs/at-most.ts'
import { type PeriodicWork, periodically } from '../jobs/periodically.ts'
import { type DnsPublishing, isWorthRetrying } from './dns-publishing.ts'

const hourMs = 60 * 60 * 1_000
/** How often the records are published anew. */
export const publishIntervalMs = 24 * hourMs
/** How soon it is tried again after a failure that may pass by itself. */
export const publishRetryMs = hourMs
/** A question to a silent server is not waited for when the host stops. */
const stopWaitMs = 500

/** Begins at once. Failures of the turn itself go to `onFailure`; those of single domains are events. */
export function keepPublished(
  publishing: Pick<DnsPublishing, 'hasDomains' | 'isEnabled' | 'publish'>,
  timers: Timers,
  onFailure: (error: unknown) => void,
): PeriodicWork {
  let isStopped = false
  let turnsLeft = 0
  const turn = async () => {
    turnsLeft -= 1
    if (isStopped || turnsLeft > 0 || !(await publishing.isEnabled())) return
    if (!(await publishing.hasDomains())) return
    const outcomes = await publishing.publish()
    turnsLeft = outcomes.some(isWorthRetrying) ? 1 : publishIntervalMs / publishRetryMs
  }
  const period = { intervalMs: publishRetryMs, firstAfterMs: 0 }
  const work = periodically(timers, period, turn, onFailure)
  return {
    async stop() {
      isStopped = true
      await atMost(timers, stopWaitMs, work.stop())
    },
  }
}
