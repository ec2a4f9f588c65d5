import { decode as cbor2Decode, cdeDecodeOptions } from 'cbor2'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '../bytes/index.ts'
import { decodeCbor, encodeCbor } from './cbor.ts'
import { nestingMax } from './cbor-reader.ts'
import { cborValue } from './cbor-values.fixtures.ts'
import { codeThrownBy, hex } from './chain.fixtures.ts'

const mebibyte = 1_048_576

function codeOfDecoding(text: string): unknown {
  return codeThrownBy(() => decodeCbor(hex(text), 1_000))
}

describe('one encoding', () => {
  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(cborValue, (value) => {
        expect(decodeCbor(encodeCbor(value), mebibyte)).toEqual(value)
      }),
      { numRuns: 300 },
    )
  })

  it('sorts map keys by their encoded bytes, so that negative keys follow', () => {
    const map = new Map([-1, 24, 10, 256, -65_537, 0].map((key) => [key, true]))
    expect(toHex(encodeCbor(map))).toBe('a600f50af51818f5190100f520f53a00010000f5')
  })

  it.each([
    ['a whole number as float16', 'f93c00'],
    ['a whole number as float64', 'fb3ff0000000000000'],
    ['a fraction', 'f93e00'],
    ['minus zero', 'f98000'],
    ['not a number', 'f97e00'],
    ['infinity', 'f97c00'],
    ['null', 'f6'],
    ['undefined', 'f7'],
    ['a simple value', 'e0'],
    ['a simple value in two bytes', 'f8ff'],
    ['false in two bytes', 'f814'],
    ['a tag', 'c000'],
    ['the self-described tag', 'd9d9f700'],
    ['a big number', 'c249010000000000000000'],
    ['2^53', '1b0020000000000000'],
    ['-2^53', '3b001fffffffffffff'],
    ['-2^53 - 1', '3b0020000000000000'],
    ['2^64 - 1', '1bffffffffffffffff'],
    ['an indefinite array', '9f01ff'],
    ['an indefinite map', 'bf0102ff'],
    ['an indefinite string', '7f6161ff'],
    ['indefinite bytes', '5f4101ff'],
    ['a break alone', 'ff'],
    ['a reserved length', '1c'],
    ['nothing', ''],
    ['two values', '0000'],
    ['a truncated array', '8201'],
    ['a truncated map', 'a101'],
    ['a truncated string', '6261'],
    ['an array with 2^53 entries', '9b0020000000000000'],
    ['an array with 2^32 entries', '9b0000000100000000'],
    ['bytes of 2^32 length', '5b0000000100000000'],
    ['a repeated key', 'a201020103'],
    ['a text key', 'a1616101'],
    ['a boolean key', 'a1f501'],
    ['a bytes key', 'a1410101'],
    ['an array key', 'a1800101'],
    ['a text key further inside', '8201a1016161a1616101'],
  ])('refuses %s as malformed', (_name, text) => {
    expect(codeOfDecoding(text)).toBe('document-malformed')
  })

  it.each([
    ['23 in two bytes', '1817'],
    ['1 in three bytes', '190001'],
    ['1 in nine bytes', '1b0000000000000001'],
    ['-1 in two bytes', '3800'],
    ['a length in two bytes', '580101'],
    ['a text length in two bytes', '780161'],
    ['an array length in two bytes', '980101'],
    ['a map length in two bytes', 'b8010102'],
    ['unsorted keys', 'a202010101'],
    ['a negative key before a positive one', 'a220010101'],
    ['a broken UTF-8 sequence', '61ff'],
    ['an overlong UTF-8 sequence', '62c080'],
    ['a surrogate in UTF-8', '63eda080'],
  ])('refuses %s as not canonical', (_name, text) => {
    expect(codeOfDecoding(text)).toBe('document-not-canonical')
  })

  it('takes the largest safe integers of either sign', () => {
    for (const value of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) {
      expect(decodeCbor(encodeCbor(value), 9)).toBe(value)
    }
  })

  it('refuses text that begins with a byte order mark, and takes one further on', () => {
    expect(codeOfDecoding('64efbbbf61')).toBe('document-not-canonical')
    expect(decodeCbor(hex('6461efbbbf'), 9)).toBe('a\ufeff')
  })
})

describe('bounds', () => {
  it('refuses input that is longer than its kind by one byte', () => {
    expect(codeThrownBy(() => decodeCbor(hex('8201'), 1))).toBe('document-too-long')
    expect(decodeCbor(hex('01'), 1)).toBe(1)
  })

  it.each([
    ['arrays', '81'],
    ['maps', 'a100'],
    ['tags', 'c1'],
    ['indefinite arrays', '9f'],
  ])('refuses a megabyte of nested %s without exhausting the stack', (_name, level) => {
    const bomb = hex(level.repeat((mebibyte * 2) / level.length))
    expect(codeThrownBy(() => decodeCbor(bomb, mebibyte))).toBe('document-malformed')
  })

  it('takes the deepest nesting and refuses one level more', () => {
    expect(codeOfDecoding(`${'81'.repeat(nestingMax)}00`)).toBeUndefined()
    expect(codeOfDecoding(`${'81'.repeat(nestingMax)}80`)).toBe('document-malformed')
    expect(codeOfDecoding(`${'a100'.repeat(nestingMax - 1)}818100`)).toBe('document-malformed')
  })

  it('counts siblings as one level', () => {
    expect(codeOfDecoding(`98${(30).toString(16)}${'80'.repeat(30)}`)).toBeUndefined()
    expect(codeOfDecoding(`8281${'80'}8181${'80'}`)).toBeUndefined()
  })

  it('takes bytes that are a view into something larger', () => {
    const view = Buffer.from('ffff820141aaff', 'hex').subarray(2, 6)
    expect(decodeCbor(view, 9)).toEqual([1, new Uint8Array([0xaa])])
  })
})

describe('against another strict decoder', () => {
  /** Whether the other decoder takes it for common deterministic encoding, and for what. */
  function otherOpinion(bytes: Uint8Array): unknown {
    return cbor2Decode(bytes, {
      ...cdeDecodeOptions,
      rejectBigInts: true,
      rejectSimple: true,
      rejectFloats: true,
    })
  }

  it('agrees on everything that it encodes', () => {
    fc.assert(
      fc.property(cborValue, (value) => {
        expect(() => otherOpinion(encodeCbor(value))).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  it('agrees on every change of one byte, as far as documents hold such values at all', () => {
    fc.assert(
      fc.property(cborValue, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, position, change) => {
        const bytes = encodeCbor(value)
        bytes[position % bytes.length] = (bytes[position % bytes.length] ?? 0) ^ change
        const ours = codeThrownBy(() => decodeCbor(bytes, mebibyte)) === undefined
        expect(ours, toHex(bytes)).toBe(acceptsAsDocumentValue(bytes))
      }),
      { numRuns: 2_000 },
    )
  })
})

function acceptsAsDocumentValue(bytes: Uint8Array): boolean {
  try {
    return isDocumentValue(
      cbor2Decode(bytes, { ...cdeDecodeOptions, rejectFloats: true, rejectSimple: true }),
    )
  } catch {
    return false
  }
}

function isDocumentValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value === 'string') return !value.startsWith('\ufeff')
  if (typeof value === 'boolean' || value instanceof Uint8Array) return true
  if (Array.isArray(value)) return value.every(isDocumentValue)
  if (!(value instanceof Map)) return isEmptyMap(value)
  return [...value].every(([key, item]) => Number.isSafeInteger(key) && isDocumentValue(item))
}

/** The other decoder makes a plain object of a map without keys. */
function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && JSON.stringify(value) === '{}'
}
