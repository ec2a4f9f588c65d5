/** What the process says at its end. */
import { AppError, errorTable } from '@muster/core/errors'
import { expect, test } from 'vitest'
import { exitCodeByCode, exitCodeOf } from './exit-codes.ts'

test.each([
  ['product-key-checksum', 1],
  ['count-insufficient', 1],
  ['usage', 2],
  ['connection-refused', 3],
  ['no-host', 3],
] as const)('%s ends with %i', (code, exitCode) => {
  expect(exitCodeOf(new AppError(code))).toBe(exitCode)
})

test('an umbrella counts as not reached when one of its hosts was not', () => {
  const reasons = [
    { subject: 'a:1688', code: 'host-not-activated' },
    { subject: 'b:1688', code: 'connection-timeout' },
  ] as const
  expect(exitCodeOf(new AppError('all-hosts-failed', undefined, { reasons }))).toBe(3)
  expect(exitCodeOf(new AppError('all-hosts-failed', undefined, { reasons: [reasons[0]] }))).toBe(1)
})

test('what nobody foresaw counts as failed', () => {
  expect(exitCodeOf(new TypeError('x'))).toBe(1)
})

test('every code of the table has an exit code', () => {
  expect(Object.keys(exitCodeByCode).sort()).toEqual(Object.keys(errorTable).sort())
})
