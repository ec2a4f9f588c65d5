import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bytesToDigitGroups,
  dammCheckDigit,
  digitGroupsToBytes,
  groupDataDigits,
  groupDigits,
  hasDammCheckDigit,
} from './digits.ts'

const digits = fc.stringMatching(/^[0-9]{6}$/)
const bytes22 = fc.uint8Array({ minLength: 22, maxLength: 22 })

test('the check digit is the one of the published example', () => {
  expect(dammCheckDigit('572')).toBe('4')
  expect(hasDammCheckDigit('5724')).toBe(true)
})

test('R6.3 every single wrong digit of a group is found', () => {
  fc.assert(
    fc.property(digits, (data) => {
      const group = data + dammCheckDigit(data)
      for (let index = 0; index < groupDigits; index++) {
        for (const digit of '0123456789') {
          const changed = group.slice(0, index) + digit + group.slice(index + 1)
          expect(hasDammCheckDigit(changed)).toBe(changed === group)
        }
      }
    }),
  )
})

test('R6.3 every swap of neighbours of a group is found', () => {
  fc.assert(
    fc.property(digits, (data) => {
      const group = data + dammCheckDigit(data)
      for (let index = 0; index + 1 < groupDigits; index++) {
        const changed = `${group.slice(0, index)}${group[index + 1]}${group[index]}${group.slice(index + 2)}`
        expect(hasDammCheckDigit(changed)).toBe(changed === group)
      }
    }),
  )
})

test('R6.3 the errors are found from every state that earlier digits can lead to', () => {
  const states = Array.from('0123456789')
  for (const state of states) {
    const next = states.map((digit) => dammCheckDigit(state + digit))
    expect(new Set(next).size).toBe(10)
    for (const left of states) {
      for (const right of states) {
        const isSame = dammCheckDigit(state + left + right) === dammCheckDigit(state + right + left)
        expect(isSame).toBe(left === right)
      }
    }
  }
})

test('bytes go to digit groups and back, leading zeros too', () => {
  fc.assert(
    fc.property(bytes22, (bytes) => {
      const groups = bytesToDigitGroups(bytes, 9)
      expect(groups.map((group) => group.length)).toEqual(Array(9).fill(groupDigits))
      expect(groups.every(hasDammCheckDigit)).toBe(true)
      expect(digitGroupsToBytes(groups, 22)).toEqual(bytes)
    }),
  )
  expect(digitGroupsToBytes(bytesToDigitGroups(new Uint8Array(22), 9), 22)).toEqual(new Uint8Array(22))
})

test('the largest number of so many bytes is read, the next one is not', () => {
  const largest = (2n ** 176n - 1n).toString().padStart(9 * groupDataDigits, '0')
  const tooLarge = (2n ** 176n).toString().padStart(9 * groupDataDigits, '0')
  const cut = (text: string) => Array.from({ length: 9 }, (_, index) => text.slice(index * 6, index * 6 + 6))
  expect(digitGroupsToBytes(cut(largest), 22)).toEqual(new Uint8Array(22).fill(255))
  expect(digitGroupsToBytes(cut(tooLarge), 22)).toBeUndefined()
})
