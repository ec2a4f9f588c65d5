import fc from 'fast-check'
import { expect, test } from 'vitest'
import { confirmationIdFromDigits, confirmationIdLength, confirmationIdToDigits } from './confirmation-id.ts'
import { digitTextCharactersMax, wrongDigitGroups } from './digit-text.ts'
import { installationIdFromDigits, installationIdLength, installationIdToDigits } from './installation-id.ts'
import { failureOf } from './keys.fixtures.ts'

const kinds = [
  {
    kind: 'installation-id',
    length: installationIdLength,
    groups: 9,
    encode: installationIdToDigits,
    parse: installationIdFromDigits,
  },
  {
    kind: 'confirmation-id',
    length: confirmationIdLength,
    groups: 20,
    encode: confirmationIdToDigits,
    parse: confirmationIdFromDigits,
  },
]

test.each(kinds)('R6.3 R6.4 $kind: bytes become groups of seven digits and come back', (format) => {
  const { length, groups, encode, parse } = format
  fc.assert(
    fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
      const text = encode(bytes)
      expect(text).toMatch(new RegExp(`^(\\d{7}-){${groups - 1}}\\d{7}$`))
      expect(parse(text)).toEqual(bytes)
      expect(parse(` ${text.replaceAll('-', ' \u2013 ')}\n`)).toEqual(bytes)
      expect(parse(text.replaceAll('-', ''))).toEqual(bytes)
    }),
  )
  expect(() => encode(new Uint8Array(length - 1))).toThrow('broken invariant')
})

test.each(kinds)(
  'R6.3 R6.4 $kind: every wrong digit names its group',
  ({ kind, length, groups, encode, parse }) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: length, maxLength: length }),
        fc.integer({ min: 1, max: 9 }),
        (bytes, step) => {
          const digits = encode(bytes).replaceAll('-', '')
          for (let index = 0; index < groups * 7; index++) {
            const digit = (Number(digits[index]) + step) % 10
            const failure = failureOf(() => parse(digits.slice(0, index) + digit + digits.slice(index + 1)))
            const group = Math.floor(index / 7) + 1
            expect(failure).toEqual({ code: `${kind}-checksum`, detail: `Check group ${group}.` })
          }
        },
      ),
      { numRuns: 20 },
    )
  },
)

test.each(kinds)('R6.3 R6.4 $kind: length, letters and numbers that are too large have codes', (format) => {
  const { kind, length, groups, encode, parse } = format
  const text = encode(new Uint8Array(length))
  expect(failureOf(() => parse(text.slice(1))).code).toBe(`${kind}-length`)
  expect(failureOf(() => parse(text.slice(1))).detail).toBe(`It has ${groups * 7 - 1}. Check group 1.`)
  expect(failureOf(() => parse(`${text}0`)).code).toBe(`${kind}-length`)
  expect(failureOf(() => parse('0'.repeat(digitTextCharactersMax + 1))).code).toBe(`${kind}-length`)
  expect(failureOf(() => parse(`x${text.slice(1)}`))).toEqual({
    code: `${kind}-character`,
    detail: 'Group 1, digit 1.',
  })
  expect(failureOf(() => parse('9999990'.repeat(groups))).code).toBe(`${kind}-range`)
})

test('R6.3 the wrong groups are told while somebody still types', () => {
  const groups = installationIdToDigits(new Uint8Array(22).fill(9)).split('-')
  const [first = '', second = ''] = groups
  expect(wrongDigitGroups([first, second])).toEqual([])
  expect(wrongDigitGroups([first, `${second.slice(0, 6)}${(Number(second[6]) + 1) % 10}`])).toEqual([2])
})
