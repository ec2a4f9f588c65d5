/**
 * How fast retention goes: a step holds up requests for as long as it takes, so steps stay short, and requests have the
 * store for themselves several times as long. What a row costs depends on disk, store and age, so steps follow what
 * the last one took.
 */

/** A step and what comes after it. */
export interface RetentionPace {
  /** Rows that the next step removes at most. */
  readonly rows: number
  /** How long requests are alone before it. */
  readonly pauseMs: number
}

/** A step that took longer is followed by a smaller one. */
export const stepMsMax = 20
/** A step that took less is followed by a larger one. */
export const stepMsMin = 8
export const rowsPerStepMin = 20
export const rowsPerStepMax = 2_000
/** The pause is so many times the step: requests have four fifths of the time. */
const pausePerStep = 4
export const pauseMsMin = 10
export const pauseMsMax = 1_000

/** Small enough for a slow disk. */
export const firstPace: RetentionPace = { rows: 100, pauseMs: pauseMsMin }

/** The pace after a step that took so long; a clock that was set back took no time. */
export function nextPace({ rows }: RetentionPace, stepMs: number): RetentionPace {
  const pauseMs = Math.min(pauseMsMax, Math.max(pauseMsMin, pausePerStep * stepMs))
  if (stepMs > stepMsMax) return { rows: Math.max(rowsPerStepMin, Math.floor(rows / 2)), pauseMs }
  if (stepMs < stepMsMin) return { rows: Math.min(rowsPerStepMax, rows * 2), pauseMs }
  return { rows, pauseMs }
}
