import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ServiceRecord } from '../ports/index.ts'
import { type DrawInteger, orderServices } from './service-order.ts'

const record = (target: string, priority: number, weight: number): ServiceRecord => ({
  priority,
  weight,
  port: 1688,
  target,
})

/** A small seeded generator (xorshift), so that the statistics below are the same on every run. */
function seededDraw(seed: number): DrawInteger {
  let state = seed
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % (limit + 1)
  }
}

function firstChoices(records: readonly ServiceRecord[], rounds: number): ReadonlyMap<string, number> {
  const draw = seededDraw(20_260_101)
  const tally = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    const target = orderServices(records, draw)[0]?.target ?? ''
    tally.set(target, (tally.get(target) ?? 0) + 1)
  }
  return tally
}

describe('the order of SRV targets (RFC 2782)', () => {
  it('R5.4 puts the lowest priority first, whatever the weights', () => {
    const records = [record('b', 20, 60_000), record('a', 10, 0), record('c', 30, 1)]
    expect(orderServices(records, seededDraw(1)).map(({ target }) => target)).toEqual(['a', 'b', 'c'])
  })

  it('R5.4 draws by weight: a thousand choices fit 60, 30 and 10 in a hundred', () => {
    const tally = firstChoices([record('a', 0, 60), record('b', 0, 30), record('c', 0, 10)], 1_000)
    const expected = { a: 600, b: 300, c: 100 }
    const chiSquare = Object.entries(expected).reduce(
      (sum, [target, count]) => sum + ((tally.get(target) ?? 0) - count) ** 2 / count,
      0,
    )
    // 13.8 is the 0.1 % point of chi-square with 2 degrees of freedom.
    expect(chiSquare).toBeLessThan(13.8)
  })

  it('R5.4 is uniform where all weights are 0', () => {
    const tally = firstChoices(
      [record('a', 0, 0), record('b', 0, 0), record('c', 0, 0), record('d', 0, 0)],
      1_000,
    )
    for (const count of tally.values()) expect(Math.abs(count - 250)).toBeLessThan(60)
  })

  it('gives weight 0 beside other weights a small chance, not none', () => {
    const tally = firstChoices([record('a', 0, 0), record('b', 0, 9)], 1_000)
    expect(tally.get('a')).toBeGreaterThan(50)
    expect(tally.get('a')).toBeLessThan(160)
  })

  it('keeps each target exactly once', () => {
    const records = fc.array(fc.tuple(fc.nat(3), fc.nat(65_535)), { maxLength: 30 })
    fc.assert(
      fc.property(records, fc.nat(), (pairs, seed) => {
        const input = pairs.map(([priority, weight], index) => record(`t${index}`, priority, weight))
        const ordered = orderServices(input, seededDraw(seed + 1))
        expect(new Set(ordered)).toEqual(new Set(input))
        expect(ordered).toHaveLength(input.length)
      }),
    )
  })
})
