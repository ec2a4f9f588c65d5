/** The published vectors of keys and telephone digits. A vector that once was released never changes. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { toHex } from '../bytes/index.ts'
import { confirmationIdFromDigits, confirmationIdToDigits } from './confirmation-id.ts'
import { installationIdFromDigits, installationIdToDigits } from './installation-id.ts'
import { productKeyHash } from './key-hash.ts'
import { failureOf, hashingVerifier } from './keys.fixtures.ts'
import { parseProductKey } from './parse-product-key.ts'
import { setupKeyOf } from './setup-key.ts'

interface ValidVectors {
  productKeys: { name: string; typed: string; [field: string]: unknown }[]
  setupKeys: { productId: string; productGroup: number; text: string }[]
  digits: { kind: DigitKind; bytes: string; text: string }[]
}

interface InvalidVectors {
  productKeys: { name: string; typed: string; code: string; group?: number; character?: number }[]
  digits: { name: string; kind: DigitKind; typed: string; code: string; groups?: string }[]
}

type DigitKind = 'installation-id' | 'confirmation-id'

const valid = readVectors<ValidVectors>('valid.json')
const invalid = readVectors<InvalidVectors>('invalid.json')
const parse = { 'installation-id': installationIdFromDigits, 'confirmation-id': confirmationIdFromDigits }
const encode = { 'installation-id': installationIdToDigits, 'confirmation-id': confirmationIdToDigits }

describe('valid', () => {
  test.each(valid.productKeys)('R1.3 product key: $name', ({ name: _name, typed, ...expected }) => {
    const key = parseProductKey(typed)
    const { text, kind, productGroup, partial } = key
    const hash = toHex(productKeyHash(key, hashingVerifier))
    expect({ text, kind, productGroup, secret: toHex(key.secret), partial, hash }).toEqual(expected)
  })

  test.each(valid.setupKeys)('R1.4 setup key of $productId', ({ productId, productGroup, text }) => {
    expect(setupKeyOf(productId, productGroup, hashingVerifier).text).toBe(text)
  })

  test.each(valid.digits)('R6.3 R6.4 $kind of $bytes', ({ kind, bytes, text }) => {
    const parsed = parse[kind](text)
    expect(toHex(parsed)).toBe(bytes)
    expect(encode[kind](parsed)).toBe(text)
  })
})

describe('invalid', () => {
  test.each(invalid.productKeys)('R1.3 product key: $name', ({ typed, code, group, character }) => {
    const failure = failureOf(() => parseProductKey(typed))
    expect(failure.code).toBe(code)
    if (group !== undefined) expect(failure.detail.toLowerCase()).toContain(`group ${group}`)
    else expect(failure.detail.toLowerCase()).not.toContain('group')
    if (character !== undefined) expect(failure.detail).toContain(`character ${character}`)
  })

  test.each(invalid.digits)('R6.3 R6.4 $kind: $name', ({ kind, typed, code, groups }) => {
    const failure = failureOf(() => parse[kind](typed))
    expect(failure.code).toBe(code)
    if (groups !== undefined)
      expect(failure.detail.toLowerCase()).toMatch(new RegExp(`groups? ${groups}[.,]`))
  })
})

function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../vectors/keys/${name}`, import.meta.url), 'utf8')) as T
}
