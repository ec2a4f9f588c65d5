import { describe, expect, test } from 'vitest'
import { hostKeyOf, startMs, termsOf } from './counting.fixtures.ts'
import { findCoverage } from './coverage.ts'

const client = termsOf('client')
const server = termsOf('server')
const nowSeconds = startMs / 1_000

describe('which host key covers a product', () => {
  test('R1.5 the one whose catalogue holds it and whose certificate names its group', () => {
    const hostKey = hostKeyOf([server, client])
    expect(findCoverage([hostKeyOf([server]), hostKey], client.productId, nowSeconds)).toEqual({
      kind: 'covered',
      terms: client,
      hostKey,
    })
  })

  test.each([
    ['product not in the catalogue', hostKeyOf([server])],
    ['group not certified', hostKeyOf([client], { productGroups: [8] })],
  ])('R2.6 %s: product-not-served', (_title, hostKey) => {
    expect(findCoverage([hostKey], client.productId, nowSeconds)).toEqual({
      kind: 'refused',
      code: 'product-not-served',
    })
  })

  test('R2.12 no activated key: host-not-activated', () => {
    expect(findCoverage([], client.productId, nowSeconds)).toMatchObject({ code: 'host-not-activated' })
  })

  test('R2.12 a certificate serves to its last second and not at its end', () => {
    const hostKey = hostKeyOf([client], { expiresSeconds: nowSeconds })
    expect(findCoverage([hostKey], client.productId, nowSeconds - 1)).toMatchObject({ kind: 'covered' })
    expect(findCoverage([hostKey], client.productId, nowSeconds)).toMatchObject({
      code: 'host-not-activated',
    })
  })

  test('R2.12 a certificate serves from its first second', () => {
    const hostKey = hostKeyOf([client])
    const firstSeconds = hostKey.certificate.notBeforeSeconds
    expect(findCoverage([hostKey], client.productId, firstSeconds)).toMatchObject({ kind: 'covered' })
    expect(findCoverage([hostKey], client.productId, firstSeconds - 1)).toMatchObject({ kind: 'refused' })
  })

  test('R2.12 a valid key for other products does not make up for the expired one', () => {
    const expired = hostKeyOf([client], { expiresSeconds: nowSeconds })
    const valid = hostKeyOf([server])
    expect(findCoverage([expired, valid], client.productId, nowSeconds)).toMatchObject({
      code: 'host-not-activated',
    })
  })

  test('R2.12 where every certificate expired, an unknown product gets host-not-activated too', () => {
    const expired = hostKeyOf([server], { expiresSeconds: nowSeconds })
    expect(findCoverage([expired], client.productId, nowSeconds)).toMatchObject({
      code: 'host-not-activated',
    })
  })

  test('R1.5 among several the newest catalogue decides, and an expired key never', () => {
    const changed = termsOf('client', { policy: { threshold: 10 } })
    const older = hostKeyOf([client], { issuedAtSeconds: nowSeconds - 100 })
    const newer = hostKeyOf([changed], { issuedAtSeconds: nowSeconds - 50 })
    const newestExpired = hostKeyOf([client], { issuedAtSeconds: nowSeconds, expiresSeconds: nowSeconds })
    const coverage = findCoverage([older, newer, newestExpired], client.productId, nowSeconds)
    expect(coverage).toMatchObject({ terms: changed })
  })
})
