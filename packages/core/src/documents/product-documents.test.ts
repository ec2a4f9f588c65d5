/** Product licence and catalogue: round trip, the chain behind them, and the numbers that a policy may hold. */
import { describe, expect, it } from 'vitest'
import { catalogueBytesMax, catalogueProductsMax, signCatalogue, verifyCatalogue } from './catalogue.ts'
import { type CborValue, encodeCbor } from './cbor.ts'
import {
  codeThrownBy,
  issuerCertificateBytes,
  sampleCatalogue,
  sampleIssuerCertificate,
  sampleKeys,
  sampleProductLicence,
  sampleServerTerms,
  sampleTerms,
} from './chain.fixtures.ts'
import { claimMap } from './claims.ts'
import { testCryptography } from './cryptography.fixtures.ts'
import { verifyIssuerCertificate } from './issuer-certificate.ts'
import { productLicenceBytesMax, signProductLicence, verifyProductLicence } from './product-licence.ts'
import {
  decodeProductTerms,
  defaultPolicy,
  encodeProductTerms,
  intervalMinutesMax,
  productFamilies,
  rearmLimitMax,
} from './product-terms.ts'

const verifier = testCryptography
const roots = [sampleKeys.root.publicKey]
const { notBeforeSeconds, expiresSeconds } = sampleIssuerCertificate
const boundaries = [
  [notBeforeSeconds - 1, 'document-not-yet-valid'],
  [notBeforeSeconds, undefined],
  [expiresSeconds - 1, undefined],
  [expiresSeconds, 'document-expired'],
] as const

describe('product licence', () => {
  it('R1.2 comes back as it was signed, with its issuer', async () => {
    const licence = await sampleProductLicence()
    const bytes = await signProductLicence(licence, sampleKeys.issuer, verifier)
    expect(verifyProductLicence(bytes, roots, verifier)).toEqual({
      ...licence,
      issuer: sampleIssuerCertificate,
    })
    expect(bytes.length).toBeLessThan(productLicenceBytesMax)
  })

  it.each(boundaries)('signed at %i is %s against its issuer', async (issuedAtSeconds, code) => {
    const licence = { ...(await sampleProductLicence()), issuedAtSeconds }
    const bytes = await signProductLicence(licence, sampleKeys.issuer, verifier)
    expect(codeThrownBy(() => verifyProductLicence(bytes, roots, verifier))).toBe(code)
  })

  it('of another vendor is not trusted', async () => {
    const issuerCertificate = await issuerCertificateBytes({}, sampleKeys.otherRoot)
    const licence = { ...(await sampleProductLicence()), issuerCertificate }
    const bytes = await signProductLicence(licence, sampleKeys.issuer, verifier)
    expect(codeThrownBy(() => verifyProductLicence(bytes, roots, verifier))).toBe('document-signer-unknown')
  })

  it('signed by another key than that of the certificate inside is not trusted', async () => {
    const bytes = await signProductLicence(await sampleProductLicence(), sampleKeys.otherIssuer, verifier)
    expect(codeThrownBy(() => verifyProductLicence(bytes, roots, verifier))).toBe('document-signer-unknown')
  })

  it('signed by the root itself is not trusted: only the issuer signs licences', async () => {
    const bytes = await signProductLicence(await sampleProductLicence(), sampleKeys.root, verifier)
    expect(codeThrownBy(() => verifyProductLicence(bytes, roots, verifier))).toBe('document-signer-unknown')
  })
})

describe('catalogue', () => {
  async function codeOfCatalogue(changes: Partial<typeof sampleCatalogue>, signer = sampleKeys.issuer) {
    const issuer = verifyIssuerCertificate(await issuerCertificateBytes(), roots, verifier)
    const bytes = await signCatalogue({ ...sampleCatalogue, ...changes }, signer, verifier)
    return codeThrownBy(() =>
      expect(verifyCatalogue(bytes, issuer, verifier)).toEqual({ ...sampleCatalogue, ...changes }),
    )
  }

  it('R1.5 comes back as it was signed', async () => {
    expect(await codeOfCatalogue({})).toBeUndefined()
    expect(await codeOfCatalogue({ products: [] })).toBeUndefined()
  })

  it.each(boundaries)('signed at %i is %s against its issuer', async (issuedAtSeconds, code) => {
    expect(await codeOfCatalogue({ issuedAtSeconds })).toBe(code)
  })

  it('of another issuer is not trusted', async () => {
    expect(await codeOfCatalogue({}, sampleKeys.otherIssuer)).toBe('document-signer-unknown')
  })

  it('names a product once', async () => {
    const twice = [sampleTerms, { ...sampleServerTerms, productId: sampleTerms.productId }]
    expect(await codeOfCatalogue({ products: twice })).toBe('document-malformed')
  })

  it('holds as many products as its limit says, and not one more', async () => {
    const productOf = (index: number) => ({
      ...sampleTerms,
      name: 'n'.repeat(100),
      productId: `7a1c9f4e-52d3-4b8a-9e60-${index.toString(16).padStart(12, '0')}`,
    })
    const products = Array.from({ length: catalogueProductsMax }, (_, index) => productOf(index))
    expect(await codeOfCatalogue({ products })).toBeUndefined()
    expect(await codeOfCatalogue({ products: [...products, productOf(99_999)] })).toBe('document-malformed')
    const bytes = await signCatalogue({ ...sampleCatalogue, products }, sampleKeys.issuer, verifier)
    expect(bytes.length).toBeLessThanOrEqual(catalogueBytesMax)
  })
})

it('a catalogue that nobody could read is not signed', async () => {
  const name = '€'.repeat(100)
  const terms = { ...sampleTerms, name, edition: name, version: name, applicationName: name }
  const products = Array.from({ length: catalogueProductsMax }, () => terms)
  const signing = signCatalogue({ ...sampleCatalogue, products }, sampleKeys.issuer, verifier)
  await expect(signing).rejects.toMatchObject({ code: 'document-too-long' })
})

describe('terms of a product', () => {
  function codeWith(key: number, value: CborValue): unknown {
    return codeThrownBy(() =>
      decodeProductTerms(claimMap([...encodeProductTerms(sampleTerms), [key, value]])),
    )
  }

  it.each([
    [7, 0, 0xff_ffff],
    [8, 0, 3],
    [9, 1, 1_000],
    [10, 1, intervalMinutesMax],
    [11, 1, intervalMinutesMax],
    [12, 1, intervalMinutesMax],
    [13, 0, intervalMinutesMax],
    [14, 0, intervalMinutesMax],
    [15, 1, intervalMinutesMax],
    [16, 0, rearmLimitMax],
    [18, 0, 1],
    [19, 0, 1],
  ])('hold in claim %i a number from %i to %i', (key, min, max) => {
    expect([min, max].map((value) => codeWith(key, value))).toEqual([undefined, undefined])
    for (const value of [min - 1, max + 1]) expect(codeWith(key, value)).toBe('document-malformed')
  })

  it('hold names of at most 100 characters', () => {
    for (const key of [2, 3, 4, 6]) {
      expect(codeWith(key, 'n'.repeat(100))).toBeUndefined()
      expect(codeWith(key, 'n'.repeat(101))).toBe('document-malformed')
    }
  })

  it('hold channels that are known', () => {
    expect(codeWith(17, [1])).toBeUndefined()
    for (const channels of [[3], ['host'], [0, 1, 2, 0], 1])
      expect(codeWith(17, channels)).toBe('document-malformed')
  })

  it('come back for every family', () => {
    for (const family of productFamilies) {
      const terms = { ...sampleTerms, policy: defaultPolicy(family, family === 'custom' ? 77 : undefined) }
      expect(decodeProductTerms(encodeProductTerms(terms))).toEqual(terms)
    }
    expect(encodeCbor(encodeProductTerms(sampleTerms)).length).toBeLessThan(200)
  })

  it('R1.2 presets the threshold by family, and a custom one lies from 1 to 1000', () => {
    expect((['client', 'server', 'suite'] as const).map((family) => defaultPolicy(family).threshold)).toEqual(
      [25, 5, 5],
    )
    expect([1, 1_000].map((threshold) => defaultPolicy('custom', threshold).threshold)).toEqual([1, 1_000])
    for (const threshold of [0, 1_001, 1.5, undefined])
      expect(codeThrownBy(() => defaultPolicy('custom', threshold))).toBe('threshold-out-of-range')
  })
})
