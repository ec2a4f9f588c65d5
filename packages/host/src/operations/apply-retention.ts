/**
 * Keeps the event log and the inventory within their bounds: the oldest leave, in steps that do not hold up
 * requests, and one event a day says how many (R2.11).
 */
import { eventIds } from '@muster/core/events'
import type { Clock, Timers } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import { recordEvent } from './record-event.ts'
import { firstPace, nextPace } from './retention-pace.ts'

/** Rows that one run removes about; what is left over leaves with the next. */
export const rowsPerRunMax = 1_000_000
const msPerDay = 24 * 60 * 60 * 1_000

/** What retention needs. */
export interface RetentionContext {
  readonly store: HostStore
  readonly clock: Clock
  readonly timers: Timers
  readonly days: number
  readonly eventsMax: number
  /** A service that stops does not wait for the end of a run. */
  readonly isStopping?: () => boolean
}

/** Removes what is too old or too much, and gives how many events left that no event has reported yet. */
export async function applyRetention(context: RetentionContext, eventsUnreported = 0): Promise<number> {
  const removed = eventsUnreported + (await removeOld(context))
  if (removed === 0 || (await wasReportedToday(context))) return removed
  const { store, clock, days, eventsMax } = context
  const fields = { eventsRemoved: removed, retentionDays: days, eventsMax }
  await recordEvent(store, { name: 'eventsDropped', timeMs: clock.nowMs(), fields, level: 'warning' })
  return 0
}

async function removeOld(context: RetentionContext): Promise<number> {
  const { store, clock, timers, days, eventsMax, isStopping = () => false } = context
  const beforeMs = clock.nowMs() - days * msPerDay
  let eventsRemoved = 0
  let rowsRemoved = 0
  let pace = firstPace
  while (rowsRemoved < rowsPerRunMax && !isStopping()) {
    const begunMs = clock.nowMs()
    const outcome = await store.applyRetention({ beforeMs, eventsMax, rowsMax: pace.rows })
    if (outcome.eventsRemoved + outcome.machinesRemoved === 0) break
    eventsRemoved += outcome.eventsRemoved
    rowsRemoved += outcome.eventsRemoved + outcome.machinesRemoved
    pace = nextPace(pace, clock.nowMs() - begunMs)
    const { pauseMs } = pace
    await new Promise<void>((resolve) => timers.after(pauseMs, resolve))
  }
  return eventsRemoved
}

async function wasReportedToday({ store, clock }: RetentionContext): Promise<boolean> {
  const { items } = await store.events({ limit: 1, id: eventIds.eventsDropped })
  const last = items[0]
  return last !== undefined && clock.nowMs() - last.event.timeMs < msPerDay
}
