import { describe, expect, test } from 'vitest'
import { codeOf } from '../errors/index.ts'
import type { ProductRecord } from './authority-change.ts'
import { catalogueOf } from './catalogue-of.ts'
import { decideProductAddition, type ProductAddition } from './decide-product.ts'
import { nowMs, nowSeconds } from './issuing.fixtures.ts'

const actor = { who: 'anna', nowMs }
const fresh = {
  productId: '11111111-2222-4333-8444-555555555555',
  applicationId: '66666666-7777-4888-8999-aaaaaaaaaaaa',
}
const addition: ProductAddition = {
  name: 'Writer',
  edition: 'Enterprise',
  version: '1.0',
  family: 'client',
  policy: {},
}
const otherId = '22222222-2222-4333-8444-555555555555'

function add(changes: Partial<ProductAddition> = {}, products: readonly ProductRecord[] = []): ProductRecord {
  return decideProductAddition(products, { ...addition, ...changes }, fresh, actor).product
}

describe('adding a product', () => {
  test('R1.2 the families preset the threshold: client 25, server 5, suite 5', () => {
    expect(add().terms.policy.threshold).toBe(25)
    expect(add({ family: 'server' }).terms.policy.threshold).toBe(5)
    expect(add({ family: 'suite' }).terms.policy.threshold).toBe(5)
  })

  test('R1.2 a custom product has any threshold from 1 to 1000', () => {
    expect(add({ family: 'custom', threshold: 1 }).terms.policy.threshold).toBe(1)
    expect(add({ family: 'custom', threshold: 1_000 }).terms.policy.threshold).toBe(1_000)
    for (const threshold of [0, 1_001])
      expect(codeFrom(() => add({ family: 'custom', threshold }))).toBe('threshold-out-of-range')
  })

  test('R1.1 products with one application name share the application id', () => {
    const first = add({ applicationId: otherId, applicationName: 'Suite' })
    const second = add({ name: 'Painter', applicationName: 'Suite', productId: otherId }, [first])
    expect(second.terms.applicationId).toBe(otherId)
  })

  test('R1.5 each product gets the next group unless it joins one', () => {
    const first = add()
    expect(first.terms.productGroup).toBe(1)
    expect(add({ productId: otherId, version: '2.0' }, [first]).terms.productGroup).toBe(2)
    expect(add({ productId: otherId, version: '2.0', productGroup: 1 }, [first]).terms.productGroup).toBe(1)
  })

  test('R1.1 neither an id nor a name with edition and version is used twice', () => {
    const first = add()
    expect(codeFrom(() => add({ version: '2.0' }, [first]))).toBe('product-exists')
    expect(codeFrom(() => add({ productId: otherId }, [first]))).toBe('product-exists')
  })

  test.each([
    { name: '' },
    { name: 'x'.repeat(101) },
    { edition: 'line\nbreak' },
    { productId: 'not-a-uuid' },
    { applicationId: 'not-a-uuid' },
    { productGroup: 0 },
    { productGroup: 0x100_0000 },
    { policy: { renewalMinutes: 0 } },
    { policy: { renewalMinutes: 100, validityMinutes: 99 } },
    { policy: { rearmLimit: 1_001 } },
    { policy: { channels: [] } },
  ])('R1.2 what a licence cannot say is refused: %o', (changes) => {
    expect(codeFrom(() => add(changes))).toBe('config-invalid')
  })
})

describe('a catalogue', () => {
  const products = [add(), add({ productId: otherId, version: '2.0', productGroup: 2 })]
  const options = { vendorName: 'Example', earliestSeconds: 5 }

  test('R1.5 holds the products of the groups and no others', () => {
    expect(catalogueOf(products, [2], options).products.map((terms) => terms.productId)).toEqual([otherId])
    expect(catalogueOf(products, [1, 2], options).products).toHaveLength(2)
    expect(catalogueOf(products, [3], options).products).toEqual([])
  })

  test('R1.5 is as old as the newest product', () => {
    expect(catalogueOf(products, [1], options).issuedAtSeconds).toBe(nowSeconds)
    expect(catalogueOf([], [1], options).issuedAtSeconds).toBe(5)
  })
})

function codeFrom(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return codeOf(error)
  }
  return 'accepted'
}
