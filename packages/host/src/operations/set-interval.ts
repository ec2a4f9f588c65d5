/** The administrator's own retry and renewal intervals (R2.8). */
import { AppError } from '@muster/core/errors'
import type { Clock } from '@muster/core/ports'
import type { HostSettings, HostStore } from '@muster/core/stores'
import { recordEvent } from './record-event.ts'

export const intervalMinutesMin = 15
/** 30 days. */
export const hostIntervalMinutesMax = 30 * 24 * 60

/** The intervals to set; null goes back to the product licence's own number, absent leaves it as it is. */
export interface IntervalChange {
  readonly retryMinutes?: number | null
  readonly renewalMinutes?: number | null
}

/** What setting needs. */
export interface SetIntervalContext {
  readonly store: HostStore
  readonly clock: Clock
  /** Lets a demonstration go below what an administrator may set, down to one minute. */
  readonly allowBelowMinimum?: boolean
}

/** Sets the intervals and gives all settings. Rejects with `interval-out-of-range`. */
export async function setHostIntervals(
  change: IntervalChange,
  { store, clock, allowBelowMinimum = false }: SetIntervalContext,
): Promise<HostSettings> {
  const minutesMin = allowBelowMinimum ? 1 : intervalMinutesMin
  checkRange('retry', change.retryMinutes, minutesMin)
  checkRange('renewal', change.renewalMinutes, minutesMin)
  const { retryMinutes: oldRetry, renewalMinutes: oldRenewal, ...others } = await store.settings()
  const retryMinutes = chosen(change.retryMinutes, oldRetry)
  const renewalMinutes = chosen(change.renewalMinutes, oldRenewal)
  const settings: HostSettings = {
    ...others,
    ...(retryMinutes === undefined ? {} : { retryMinutes }),
    ...(renewalMinutes === undefined ? {} : { renewalMinutes }),
  }
  await store.saveSettings(settings)
  const fields = {
    setting: 'intervals',
    retryMinutes: retryMinutes ?? 'licence',
    renewalMinutes: renewalMinutes ?? 'licence',
  }
  await recordEvent(store, { name: 'settingChanged', timeMs: clock.nowMs(), fields })
  return settings
}

function checkRange(name: string, minutes: number | null | undefined, minutesMin: number): void {
  if (minutes === undefined || minutes === null) return
  if (!Number.isInteger(minutes) || minutes < minutesMin || minutes > hostIntervalMinutesMax)
    throw new AppError('interval-out-of-range', `The ${name} interval is ${minutes} minutes.`)
}

function chosen(change: number | null | undefined, present: number | undefined): number | undefined {
  return change === undefined ? present : (change ?? undefined)
}
