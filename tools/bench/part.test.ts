/** Figures of the benchmark are judged by their median. */
import { describe, expect, it } from 'vitest'
import { atLeast, atMost, figureOf, isMet } from './part.ts'

describe('a figure', () => {
  it('is its spread over all rounds', () => {
    const figure = figureOf('answers', 'requests/s', [3, 1, 2])
    expect(figure).toMatchObject({ spread: { median: 2, lowest: 1, highest: 3 }, rounds: 3 })
    expect(isMet(figure)).toBeUndefined()
  })

  it('meets its target with its median, the bound itself included', () => {
    const judge = (target: ReturnType<typeof atLeast>) => isMet(figureOf('', '', [1, 2, 9], target))
    expect([judge(atLeast(2)), judge(atLeast(2.1)), judge(atMost(2)), judge(atMost(1.9))]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })
})
