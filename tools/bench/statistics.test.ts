/** The benchmark's figures are what they say. */
import { describe, expect, it } from 'vitest'
import { percentile, spreadOf } from './statistics.ts'

describe('statistics', () => {
  it('a percentile is a value that was measured', () => {
    const sorted = Array.from({ length: 100 }, (_, index) => index + 1)
    expect([percentile(sorted, 0.5), percentile(sorted, 0.99), percentile(sorted, 1)]).toEqual([51, 100, 100])
    expect([percentile([7], 0.99), percentile([], 0.5)]).toEqual([7, 0])
  })

  it('the spread of runs is their median, lowest and highest', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 })
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, lowest: 1, highest: 4 })
    expect(spreadOf([5])).toEqual({ median: 5, lowest: 5, highest: 5 })
  })
})
