import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyContents } from './keys.fixtures.ts'
import { parseProductKey } from './parse-product-key.ts'
import { encodeProductKey, partialProductKey, productKeyOf } from './product-key.ts'

const host = { kind: 'host', productGroup: 5, secret: new Uint8Array(10).fill(7) } as const

test('R1.3 a key is 25 characters in five groups and holds kind, product group and 80 bits', () => {
  fc.assert(
    fc.property(keyContents, (content) => {
      const text = encodeProductKey(content)
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/)
      const { kind, productGroup, secret } = parseProductKey(text)
      expect({ kind, productGroup, secret }).toEqual(content)
    }),
  )
})

test('R1.6 the last group is all of a key that is shown', () => {
  const key = productKeyOf(host)
  expect(partialProductKey(key)).toBe(key.text.slice(24))
  expect(key.partial).toHaveLength(5)
})

test('a key keeps its own copy of the secret', () => {
  const secret = new Uint8Array(10)
  const key = productKeyOf({ ...host, secret })
  secret.fill(255)
  expect(key.secret).toEqual(new Uint8Array(10))
})

test('a key is made of a product group of 24 bits and a secret of 10 bytes only', () => {
  expect(() => encodeProductKey({ ...host, productGroup: 0xff_ffff })).not.toThrow()
  for (const productGroup of [-1, 0x100_0000, 0.5, Number.NaN]) {
    expect(() => encodeProductKey({ ...host, productGroup })).toThrow('broken invariant')
  }
  for (const length of [9, 11]) {
    expect(() => encodeProductKey({ ...host, secret: new Uint8Array(length) })).toThrow('broken invariant')
  }
})
