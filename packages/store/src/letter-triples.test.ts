import { describe, expect, test } from 'vitest'
import { tellingTriples, triplesMax } from './letter-triples.ts'

describe('the triples of a text', () => {
  test('are all of a short one, each once', () => {
    expect(tellingTriples('pc')).toEqual([])
    expect(tellingTriples('desk')).toEqual(['des', 'esk'])
    expect(tellingTriples('aaaaa')).toEqual(['aaa'])
    expect(tellingTriples('a😀b')).toEqual(['a😀b'])
    expect(tellingTriples('abcdef')).toHaveLength(triplesMax)
  })

  test('of a long one are few, those with digits first', () => {
    expect(tellingTriples('abcdefghi')).toHaveLength(triplesMax)
    expect(tellingTriples('desk-47.example')).toEqual(['k-4', '-47', '47.', '7.e'])
    expect(tellingTriples('machine-999999.example.test')).toContain('99.')
  })

  test('never have a wildcard', () => {
    expect(tellingTriples('a_b%cd')).toEqual([])
    expect(tellingTriples('%%%desk')).toEqual(['des', 'esk'])
  })
})
