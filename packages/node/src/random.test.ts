import { expect, test } from 'vitest'
import { systemRandom } from './random.ts'

test('random bytes of every length are as many as were asked for', () => {
  for (const length of [0, 1, 8, 16, 17, 32, 5_000]) expect(systemRandom.bytes(length)).toHaveLength(length)
})

test('no short value comes twice, and none changes after it was handed out', () => {
  const values = Array.from({ length: 2_000 }, () => systemRandom.bytes(8))
  const texts = values.map((value) => value.join())
  expect(new Set(texts).size).toBe(values.length)
  for (let count = 0; count < 2_000; count++) systemRandom.bytes(16)
  expect(values.map((value) => value.join())).toEqual(texts)
})
