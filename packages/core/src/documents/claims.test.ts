import { describe, expect, it } from 'vitest'
import type { CborValue } from './cbor.ts'
import { codeThrownBy, hex } from './chain.fixtures.ts'
import { ClaimReader, claimMap } from './claims.ts'

function reader(...entries: readonly (readonly [number, CborValue])[]): ClaimReader {
  return new ClaimReader(new Map(entries), 'request-malformed')
}

function codeOfReading(value: CborValue, read: (reader: ClaimReader) => unknown): unknown {
  return codeThrownBy(() => read(reader([1, value])))
}

describe('claims that a reader does not know', () => {
  it('are ignored with positive keys and refused with negative ones', () => {
    const claims = reader([1, 5], [99, true], [-99, true])
    expect(claims.uint(1)).toBe(5)
    expect(codeThrownBy(() => claims.finish())).toBe('request-malformed')
    expect(codeThrownBy(() => claims.finish('request-critical-claim'))).toBe('request-critical-claim')
    expect(codeThrownBy(() => reader([0, 1], [99, true]).finish())).toBeUndefined()
  })

  it('do not count as unknown once they were read', () => {
    const claims = reader([-1, 5])
    expect(claims.uint(-1)).toBe(5)
    expect(codeThrownBy(() => claims.finish())).toBeUndefined()
  })

  it('of a map inside are judged by the reader of that map', () => {
    const claims = reader([1, new Map([[-7, 1]])])
    const inner = claims.map(1)
    expect(codeThrownBy(() => claims.finish())).toBeUndefined()
    expect(codeThrownBy(() => inner.finish())).toBe('request-malformed')
  })
})

describe('values', () => {
  it('a number is whole and from 0 to its maximum', () => {
    const read = (claims: ClaimReader) => claims.uint(1, 10)
    expect([0, 10].map((value) => codeOfReading(value, read))).toEqual([undefined, undefined])
    for (const value of [-1, 11, 'x', true, hex('01'), [1], new Map()] as const)
      expect(codeOfReading(value, read)).toBe('request-malformed')
    expect(codeOfReading(Number.MAX_SAFE_INTEGER, (claims) => claims.uint(1))).toBeUndefined()
  })

  it('a positive number is not 0', () => {
    expect([0, 1].map((value) => codeOfReading(value, (claims) => claims.positive(1, 1)))).toEqual([
      'request-malformed',
      undefined,
    ])
  })

  it('text keeps within its length and has no control characters', () => {
    const read = (claims: ClaimReader) => claims.text(1, 3)
    for (const value of ['', 'abc', 'ä€x', ' ~\u00a0']) expect(codeOfReading(value, read)).toBeUndefined()
    for (const value of ['abcd', 'a\n', '\u0000', '\u007f', '\u0080', '\u009f', 7])
      expect(codeOfReading(value, read)).toBe('request-malformed')
  })

  it('bytes have exactly or at most their length, and are a copy', () => {
    const message = hex('0102')
    expect(codeOfReading(message, (claims) => claims.bytes(1, 2))).toBeUndefined()
    for (const length of [1, 3])
      expect(codeOfReading(message, (claims) => claims.bytes(1, length))).toBe('request-malformed')
    const copy = reader([1, message]).bytesUpTo(1, 5)
    message[0] = 9
    expect(copy).toEqual(hex('0102'))
  })

  it('a name is the index into its list', () => {
    expect(reader([1, 1]).name(1, ['a', 'b'])).toBe('b')
    expect(codeOfReading(2, (claims) => claims.name(1, ['a', 'b']))).toBe('request-malformed')
  })

  it('a list has at most its items', () => {
    expect(codeOfReading([1, 2], (claims) => claims.array(1, 2))).toBeUndefined()
    expect(codeOfReading([1, 2], (claims) => claims.array(1, 1))).toBe('request-malformed')
    expect(codeOfReading(2, (claims) => claims.array(1, 1))).toBe('request-malformed')
  })

  it('an absent claim fails unless it is optional', () => {
    const claims = reader()
    expect(codeThrownBy(() => claims.uuid(1))).toBe('request-malformed')
    expect(codeThrownBy(() => claims.boolean(1))).toBe('request-malformed')
    expect(codeThrownBy(() => claims.map(1))).toBe('request-malformed')
    expect(claims.optional(1, (key) => claims.uint(key))).toBeUndefined()
    expect(reader([1, false]).optional(1, () => 'read')).toBe('read')
  })
})

it('a map of claims holds whole numbers only', () => {
  expect(
    claimMap([
      [1, 2],
      [3, undefined],
    ]),
  ).toEqual(new Map([[1, 2]]))
  for (const value of [0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])
    expect(() => claimMap([[1, value]])).toThrow('broken invariant')
})
