import { describe, expect, it } from 'vitest'
import { type CountingVector, countingCases, runHistory } from './counting-cases.ts'
import { readVectorTexts, vectorTexts } from './vector-files.ts'

const vectors = readVectorTexts('counting')

describe('vectors/counting', () => {
  it('is what node tools/vectors/counting.ts writes', () => {
    expect(vectorTexts('counting', countingCases())).toEqual(vectors)
  })

  it.each([...vectors])('%s leads to the counts that it states', (_path, text) => {
    const { expected, ...history } = JSON.parse(text) as CountingVector
    expect(runHistory(history)).toEqual(expected)
  })
})
