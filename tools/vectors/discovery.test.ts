import { describe, expect, it } from 'vitest'
import { type DiscoveryVector, discoveryCases, orderOf } from './discovery-cases.ts'
import { readVectorTexts, vectorTexts } from './vector-files.ts'

const vectors = readVectorTexts('discovery')

describe('vectors/discovery', () => {
  it('is what node tools/vectors/discovery.ts writes', () => {
    const sorted = new Map([...vectorTexts('discovery', discoveryCases())].sort())
    expect(sorted).toEqual(vectors)
  })

  it.each([...vectors])('%s leads to the order that it states', (_path, text) => {
    const vector = JSON.parse(text) as DiscoveryVector
    expect(orderOf(vector)).toEqual(vector.expected)
  })
})
