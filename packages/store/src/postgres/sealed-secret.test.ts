import { codeOf } from '@muster/core/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SecretSealer } from './sealed-secret.ts'

const sealer = new SecretSealer(new Uint8Array(32).fill(1))

test('R1.6 a secret that was sealed is opened by the same host at the same place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string(), (secret, place) => {
      expect(sealer.open(sealer.seal(secret, place), place)).toBe(secret)
    }),
  )
})

test('R1.6 no other host, no other place, and no changed byte opens it', () => {
  const sealed = sealer.seal('B3CDE-FGHJK', 'here')
  expect(codeOfOpening(new SecretSealer(new Uint8Array(32).fill(2)), sealed, 'here')).toBe('store-damaged')
  expect(codeOfOpening(sealer, sealed, 'there')).toBe('store-damaged')
  for (const [place, byte] of sealed.entries())
    expect(codeOfOpening(sealer, sealed.with(place, byte ^ 1), 'here')).toBe('store-damaged')
  for (let length = 0; length < sealed.length; length++)
    expect(codeOfOpening(sealer, sealed.subarray(0, length), 'here')).toBe('store-damaged')
})

test('R1.6 one secret sealed twice does not look the same', () => {
  expect(sealer.seal('B3CDE-FGHJK', 'here')).not.toEqual(sealer.seal('B3CDE-FGHJK', 'here'))
})

function codeOfOpening(by: SecretSealer, sealed: Uint8Array, place: string): string {
  try {
    return by.open(sealed, place)
  } catch (error) {
    return codeOf(error)
  }
}
