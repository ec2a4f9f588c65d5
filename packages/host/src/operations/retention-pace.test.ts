/** Retention does not hold up requests, whatever a row costs. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  firstPace,
  nextPace,
  pauseMsMax,
  pauseMsMin,
  rowsPerStepMax,
  rowsPerStepMin,
} from './retention-pace.ts'

describe('the pace of retention', () => {
  test('R2.11 steps that take too long become smaller, quick ones larger, and others stay', () => {
    const rowsAfter = (stepMs: number) => nextPace(firstPace, stepMs).rows
    expect([21, 20, 8, 7].map(rowsAfter)).toEqual([50, 100, 100, 200])
  })

  test('R2.11 requests have the store four times as long as a step, within bounds', () => {
    const pauseAfter = (stepMs: number) => nextPace(firstPace, stepMs).pauseMs
    expect([-5, 0, 2, 3, 20, 250, 251].map(pauseAfter)).toEqual([10, 10, 10, 12, 80, 1_000, 1_000])
  })

  test('R2.11 on any store it comes to steps of about the time that is allowed', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.005, max: 0.9, noNaN: true }), (msPerRow) => {
        let pace = firstPace
        for (let step = 0; step < 20; step++) pace = nextPace(pace, pace.rows * msPerRow)
        const stepMs = pace.rows * msPerRow
        expect(pace.rows).toBeGreaterThanOrEqual(rowsPerStepMin)
        expect(pace.rows).toBeLessThanOrEqual(rowsPerStepMax)
        expect(pace.pauseMs).toBeGreaterThanOrEqual(pauseMsMin)
        expect(pace.pauseMs).toBeLessThanOrEqual(pauseMsMax)
        expect(stepMs).toBeLessThanOrEqual(40)
        if (pace.rows < rowsPerStepMax) expect(stepMs).toBeGreaterThanOrEqual(4)
      }),
      { numRuns: 200 },
    )
  })
})
