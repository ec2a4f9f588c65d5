import { describe, expect, test } from 'vitest'
import { chosenTriples, triplesMax, triplesQuery } from './letter-triples.ts'

describe('the triples of a text', () => {
  test('are all of a short one, each once', () => {
    expect(chosenTriples('desk')).toEqual(['des', 'esk'])
    expect(chosenTriples('aaaaa')).toEqual(['aaa'])
    expect(chosenTriples('a😀b')).toEqual(['a😀b'])
    expect(chosenTriples('abcdef')).toHaveLength(triplesMax)
  })

  test('of a long one are few, those with digits first', () => {
    expect(chosenTriples('abcdefghi')).toHaveLength(triplesMax)
    const chosen = chosenTriples('desk-47.example')
    expect(chosen).toEqual(['k-4', '-47', '47.', '7.e'])
    expect(chosenTriples('123456789').every((triple) => '123456789'.includes(triple))).toBe(true)
  })

  test('are quoted, so that no letter is a word of the query', () => {
    expect(triplesQuery('a"b*')).toBe('"a""b" AND """b*"')
  })
})
