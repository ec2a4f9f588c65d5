/** The benchmark compares what belongs together. */
import { describe, expect, it } from 'vitest'
import type { Measured } from './messages.ts'
import { cases, ratiosOf, summarise } from './plan.ts'

function round(...perSecond: readonly number[]): readonly Measured[] {
  return perSecond.map((figure) => ({
    perSecond: figure,
    p50Ms: 1,
    p99Ms: 2,
    requests: 1,
    failures: 1,
    requestBytes: 1,
    replyBytes: 1,
  }))
}

describe('the plan of the benchmark', () => {
  it('measures floor, host and host over keep-alive at 1 and at 64 at once', () => {
    expect(cases.map(({ name, atOnce }) => `${name} ${atOnce}`)).toEqual([
      '(a) floor 1',
      '(b) host 1',
      '(c) host, keep-alive 1',
      '(a) floor 64',
      '(b) host 64',
      '(c) host, keep-alive 64',
    ])
  })

  it('compares the host with the floor of the same round and number at once', () => {
    const rounds = [round(100, 50, 80, 1_000, 700, 900), round(200, 50, 200, 1_000, 100, 1_100)]
    expect(
      ratiosOf(rounds).map(({ name, atOnce, ratio }) => [name, atOnce, ratio.lowest, ratio.highest]),
    ).toEqual([
      ['(b)/(a)', 1, 0.25, 0.5],
      ['(c)/(a)', 1, 0.8, 1],
      ['(b)/(a)', 64, 0.1, 0.7],
      ['(c)/(a)', 64, 0.9, 1.1],
    ])
    expect(summarise(rounds)[0]).toMatchObject({ perSecond: { median: 150 }, failures: 2 })
  })
})
