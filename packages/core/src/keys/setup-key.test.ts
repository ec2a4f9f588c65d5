import { expect, test } from 'vitest'
import { hashingVerifier } from './keys.fixtures.ts'
import { parseProductKey } from './parse-product-key.ts'
import { productKeyOf } from './product-key.ts'
import { isSetupKeyOf, setupKeyOf } from './setup-key.ts'

const productId = '6f0f2c1e-9b7a-4d0e-8a55-2f6d3c4b5a69'
const otherProductId = '6f0f2c1e-9b7a-4d0e-8a55-2f6d3c4b5a6a'

test('R1.4 a setup key is made from the product id and found again by it alone', () => {
  const key = setupKeyOf(productId, 12, hashingVerifier)
  expect(key).toEqual(setupKeyOf(productId.toUpperCase(), 12, hashingVerifier))
  expect(key.productGroup).toBe(12)
  expect(isSetupKeyOf(parseProductKey(key.text), productId, hashingVerifier)).toBe(true)
  expect(isSetupKeyOf(key, otherProductId, hashingVerifier)).toBe(false)
})

test('R1.4 a host key with the same bits is no setup key', () => {
  const { productGroup, secret } = setupKeyOf(productId, 12, hashingVerifier)
  const hostKey = productKeyOf({ kind: 'host', productGroup, secret })
  expect(isSetupKeyOf(hostKey, productId, hashingVerifier)).toBe(false)
})

test('a product id is a UUID', () => {
  expect(() => setupKeyOf('product', 12, hashingVerifier)).toThrow('broken invariant')
})
