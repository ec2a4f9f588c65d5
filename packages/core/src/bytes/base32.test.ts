import { expect, test } from 'vitest'
import { base32Size, base32Symbol, base32Value } from './base32.ts'

const values = Array.from({ length: base32Size }, (_, value) => value)

test('R1.3 every value has a symbol of its own, read in either case', () => {
  expect(new Set(values.map(base32Symbol)).size).toBe(32)
  for (const value of values) {
    expect(base32Value(base32Symbol(value))).toBe(value)
    expect(base32Value(base32Symbol(value).toLowerCase())).toBe(value)
  }
})

test('R1.3 no symbol is a confusable letter', () => {
  for (const letter of 'ILOU') expect(values.map(base32Symbol)).not.toContain(letter)
})

test('R1.3 O is read as 0, I and L as 1; U and everything else is no symbol', () => {
  expect(Array.from('OoIiLl', base32Value)).toEqual([0, 0, 1, 1, 1, 1])
  for (const text of ['U', 'u', '', '-', ' ', '00', 'é', '٣']) expect(base32Value(text)).toBeUndefined()
})
