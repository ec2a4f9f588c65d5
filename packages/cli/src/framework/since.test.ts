import { codeOf } from '@muster/core/errors'
import { expect, test } from 'vitest'
import { sinceMoment } from './since.ts'

test.each([
  ['30d', 30 * 86_400_000],
  ['1h', 3_600_000],
  ['3650d', 3_650 * 86_400_000],
])('%s is so long ago', (text, expected) => {
  expect(sinceMoment(text)(1e15)).toBe(1e15 - expected)
})

test('a day begins at midnight, UTC', () => {
  expect(sinceMoment('2027-05-21')(0)).toBe(Date.UTC(2027, 4, 21))
})

test.each(['', '0d', '3651d', '30', 'd', '2027-13-01', '2027-05-21T00:00', '-1d'])(
  '%j is wrong use',
  (text) => {
    let code = 'none'
    try {
      sinceMoment(text)(0)
    } catch (error) {
      code = codeOf(error)
    }
    expect(code).toBe('usage')
  },
)
