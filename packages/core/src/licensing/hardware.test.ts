import { expect, test } from 'vitest'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { hardwareFingerprint, isHardwareWithinTolerance } from './hardware.ts'

test('a fingerprint depends on the facts and the application, not on their order', () => {
  const facts = [
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ]
  const of = (list: typeof facts, application: string) =>
    hardwareFingerprint(list, application, testCryptography)
  expect(of(facts, 'x')).toEqual(of([...facts].reverse(), 'x'))
  expect(of(facts, 'x')).not.toEqual(of(facts, 'y'))
  expect(of([], 'x')).toBeUndefined()
})

test('R4.12 facts that only one side has are not compared', () => {
  const fact = (name: string, byte: number) => ({ name, hash: new Uint8Array(8).fill(byte) })
  expect(isHardwareWithinTolerance([fact('a', 1), fact('b', 2)], [fact('b', 2), fact('c', 3)])).toBe(true)
  expect(isHardwareWithinTolerance([fact('a', 1), fact('b', 2)], [fact('b', 9), fact('c', 3)])).toBe(false)
  expect(isHardwareWithinTolerance([fact('a', 1)], [fact('c', 3)])).toBe(true)
  expect(isHardwareWithinTolerance([], [])).toBe(true)
})
