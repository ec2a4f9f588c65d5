import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failureOf, keyContents, symbolsOfKeys } from './keys.fixtures.ts'
import { parseProductKey, productKeyTextCharactersMax } from './parse-product-key.ts'
import { encodeProductKey } from './product-key.ts'

const bareKeys = keyContents.map((content) => encodeProductKey(content).replaceAll('-', ''))
const separators = fc.constantFrom(
  '',
  '-',
  ' ',
  '\u00a0',
  '\u2010',
  '\u2011',
  '\u2012',
  '\u2013',
  '\u2014',
  '\u2212',
)
const places = fc.uniqueArray(fc.nat(24), { minLength: 3, maxLength: 3 })

function withSymbol(key: string, index: number, symbol: string): string {
  return key.slice(0, index) + symbol + key.slice(index + 1)
}

/** Another symbol than the one that stands there. */
function otherSymbol(key: string, index: number, step: number): string {
  return symbolsOfKeys[(symbolsOfKeys.indexOf(key[index] ?? '') + step) % 32] ?? ''
}

test('R1.3 every single wrong character is found and its group is named', () => {
  fc.assert(
    fc.property(bareKeys, (key) => {
      for (let index = 0; index < 25; index++) {
        for (let step = 1; step < 32; step++) {
          const typed = withSymbol(key, index, otherSymbol(key, index, step))
          const failure = failureOf(() => parseProductKey(typed))
          const detail = `Check group ${Math.floor(index / 5) + 1}.`
          if (failure.code !== 'product-key-checksum' || failure.detail !== detail) expect.fail(typed)
        }
      }
    }),
    { numRuns: 10 },
  )
})

test('R1.3 every swap of two neighbours is found and never taken for one wrong character', () => {
  fc.assert(
    fc.property(bareKeys, (key) => {
      for (let index = 0; index < 24; index++) {
        const [left = '', right = ''] = key.slice(index, index + 2)
        const typed = withSymbol(withSymbol(key, index, right), index + 1, left)
        const failure = failureOf(() => parseProductKey(typed))
        if (left === right) expect(failure.code).toBe('none')
        else
          expect(failure).toEqual({ code: 'product-key-checksum', detail: 'Several characters are wrong.' })
      }
    }),
  )
})

test('R1.3 two and three wrong characters are found', () => {
  const steps = fc.tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 31 }), fc.nat(31))
  fc.assert(
    fc.property(bareKeys, places, steps, (key, wrong, wrongSteps) => {
      const typed = wrong.reduce(
        (text, index, order) => withSymbol(text, index, otherSymbol(key, index, wrongSteps[order] ?? 0)),
        key,
      )
      expect(failureOf(() => parseProductKey(typed)).code).toBe('product-key-checksum')
    }),
    { numRuns: 500 },
  )
})

test('R1.3 case, confusable letters, dashes and blanks never matter', () => {
  const styles = fc.array(fc.tuple(fc.boolean(), fc.boolean(), separators), { minLength: 25, maxLength: 25 })
  fc.assert(
    fc.property(bareKeys, styles, (key, style) => {
      const typed = Array.from(key, (symbol, index) => {
        const [isLower, isConfused, separator] = style[index] ?? [false, false, '']
        const confused = isConfused
          ? symbol.replace('0', 'O').replace('1', index % 2 === 0 ? 'I' : 'L')
          : symbol
        return (isLower ? confused.toLowerCase() : confused) + separator
      }).join('')
      expect(parseProductKey(typed).text.replaceAll('-', '')).toBe(key)
    }),
  )
})

test('R1.3 every dash and blank that a word processor or a keyboard makes is forgiven', () => {
  const text = encodeProductKey({ kind: 'mak', productGroup: 9, secret: new Uint8Array(10).fill(3) })
  const dashes =
    '-\u00ad\u02d7\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2796\u301c\u30fc\ufe58\ufe63\uff0d\uff70'
  const blanks =
    ' \t\n\r\u00a0\u1680\u2000\u2002\u2003\u2007\u2009\u200b\u200c\u200d\u2028\u202f\u205f\u2060\u3000\ufeff\u200e'
  for (const separator of dashes + blanks) {
    const failure = failureOf(() => parseProductKey(text.replaceAll('-', separator)))
    expect(failure, `U+${separator.charCodeAt(0).toString(16)}`).toEqual({ code: 'none', detail: '' })
  }
  for (const [open, close] of ['""', "''", '\u201c\u201d', '\u201e\u201c', '\u00ab\u00bb', '``']) {
    expect(parseProductKey(` ${open}${text}${close} `).text).toBe(text)
  }
})

test('R1.3 a character that no key uses is named by its group and place', () => {
  const text = encodeProductKey({ kind: 'host', productGroup: 9, secret: new Uint8Array(10) })
  for (const character of ['U', 'u', '!', '*', 'Ä', '\u0410', '\u{1f511}', '"']) {
    const failure = failureOf(() => parseProductKey(withSymbol(text, 14, character)))
    expect(failure, character).toEqual({ code: 'product-key-character', detail: 'Group 3, character 3.' })
  }
})

test('R1.3 too few and too many characters are told, with the group where the hyphens show it', () => {
  const key = '5019E-30410-61050-R3GG2-8AKX2'
  const lengthOf = (typed: string) => failureOf(() => parseProductKey(typed))
  expect(lengthOf('')).toEqual({ code: 'product-key-length', detail: 'It has 0.' })
  expect(lengthOf('5019E-3041-61050-R3GG2-8AKX2').detail).toBe('It has 24. Check group 2.')
  expect(lengthOf('5019E-30410-61050-R3GG2-8AKX22').detail).toBe('It has 26. Check group 5.')
  expect(lengthOf(key.slice(0, 28).replaceAll('-', '')).detail).toBe('It has 24.')
  expect(lengthOf(`${key}-${key}`).detail).toBe('It has 50.')
})

test('R10 text is looked at up to its limit and no further', () => {
  const key = '5019E-30410-61050-R3GG2-8AKX2'
  expect(parseProductKey(key.padEnd(productKeyTextCharactersMax)).text).toBe(key)
  const failure = failureOf(() => parseProductKey(key.padEnd(productKeyTextCharactersMax + 1)))
  expect(failure.code).toBe('product-key-length')
})

test('R1.6 no error repeats what was typed, and any text gives a code', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...symbolsOfKeys), minLength: 20, maxLength: 30 }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const failure = failureOf(() => parseProductKey(text))
      expect(failure.code).toMatch(/^product-key-/)
      expect(failure.detail).toMatch(/^([A-Za-z0-9 ,]+\.)?( Check group [1-5]\.)?$/)
      if (text.trim().length > 12) expect(failure.detail).not.toContain(text.trim())
    }),
  )
})
