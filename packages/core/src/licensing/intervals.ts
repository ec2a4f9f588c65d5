/** Spreads intervals, so that machines started together drift apart (R4.3). */

const spreadShare = 0.1
const msPerMinute = 60_000

/** An interval in milliseconds, 10 % shorter for `unit` 0 and up to 10 % longer as `unit` nears 1. */
export function spreadInterval(minutes: number, unit: number): number {
  return Math.round(minutes * msPerMinute * (1 - spreadShare + 2 * spreadShare * unit))
}

/** The longest that {@link spreadInterval} gives. */
export function spreadIntervalMax(minutes: number): number {
  return Math.round(minutes * msPerMinute * (1 + spreadShare))
}
