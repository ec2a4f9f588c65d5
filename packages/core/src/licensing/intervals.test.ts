import { expect, test } from 'vitest'
import { spreadInterval, spreadIntervalMax } from './intervals.ts'

test('R4.3 an interval is spread by at most 10 % to either side', () => {
  expect(spreadInterval(120, 0)).toBe(108 * 60_000)
  expect(spreadInterval(120, 0.5)).toBe(120 * 60_000)
  expect(spreadInterval(120, 1)).toBe(132 * 60_000)
  expect(spreadIntervalMax(120)).toBe(132 * 60_000)
})
