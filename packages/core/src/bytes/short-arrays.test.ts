import { expect, test } from 'vitest'
import { shortArray } from './short-arrays.ts'

test('arrays of any length are zero, and none reaches into another', () => {
  const lengths = [0, 1, 64, 65, 200, 1_023, 1_024, 1_025, 5_000, ...Array.from({ length: 200 }, () => 173)]
  const arrays = lengths.map((length) => shortArray(length))
  expect(arrays.map(({ length }) => length)).toEqual(lengths)
  for (const [index, array] of arrays.entries()) {
    expect(array.every((byte) => byte === 0)).toBe(true)
    array.fill(index + 1)
  }
  for (const [index, array] of arrays.entries())
    expect(array.every((byte) => byte === ((index + 1) & 0xff))).toBe(true)
})
