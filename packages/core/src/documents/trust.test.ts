/** The chain of trust from the vendor's root to a lease, and what a lease must be about (R4.8). */
import { describe, expect, it } from 'vitest'
import { type Answer, answerBytesMax, countMax, decodeAnswer } from './answer.ts'
import {
  answerBytes,
  codeThrownBy,
  hex,
  hostCertificateBytes,
  issuerCertificateBytes,
  sampleAnswer,
  sampleCertificates,
  sampleExpectation,
  sampleHostCertificate,
  sampleIssuerCertificate,
  sampleKeys,
  sampleNowSeconds,
  sampleServerTerms,
} from './chain.fixtures.ts'
import { testCryptography } from './cryptography.fixtures.ts'
import { intervalMinutesMax } from './product-terms.ts'
import { keyIdOf } from './sign1.ts'
import { type AnswerContext, clockDifferenceSecondsMax, openAnswer } from './trust.ts'

const verifier = testCryptography
const roots = [sampleKeys.root.publicKey]

function open(packet: Uint8Array, context: Partial<AnswerContext> = {}) {
  return openAnswer(decodeAnswer(packet), { roots, expected: sampleExpectation, ...context }, verifier)
}

function codeOfOpening(packet: Uint8Array, context: Partial<AnswerContext> = {}): unknown {
  return codeThrownBy(() => open(packet, context))
}

describe('an answer that a client accepts', () => {
  it('comes back as it was signed, with the certificates that came', async () => {
    const certificates = await sampleCertificates()
    const packet = await answerBytes({}, { certificates })
    const opened = open(packet)
    expect(opened.answer).toEqual(sampleAnswer)
    expect(opened.certificates).toEqual(certificates)
    expect(opened.host).toEqual({ issuer: sampleIssuerCertificate, certificate: sampleHostCertificate })
    expect(packet.length).toBeLessThan(answerBytesMax)
  })

  it('leaves a lease that is the same with and without certificates', async () => {
    const certificates = await sampleCertificates()
    const without = await answerBytes()
    expect(open(await answerBytes({}, { certificates })).lease).toEqual(without)
    const opened = open(without, { heldCertificates: certificates })
    expect(opened.lease).toEqual(without)
    expect(opened.certificates).toEqual(certificates)
  })

  it('R9.3 may carry the directive to rearm', async () => {
    const certificates = await sampleCertificates()
    const opened = open(await answerBytes({ directive: 'rearm' }, { certificates }))
    expect(opened.answer).toEqual({ ...sampleAnswer, directive: 'rearm' })
  })

  it('names its signer by key id', async () => {
    const { hostKeyId } = decodeAnswer(await answerBytes())
    expect(hostKeyId).toEqual(keyIdOf(sampleKeys.host.publicKey, verifier))
  })

  it('is kept as a lease that needs neither nonce nor time', async () => {
    const heldCertificates = await sampleCertificates()
    const { cmid, productId, productGroup } = sampleExpectation
    const lease = await answerBytes({
      nonce: hex('0000000000000000'),
      hostTimeSeconds: sampleNowSeconds + 9_999_999,
    })
    expect(
      codeOfOpening(lease, { heldCertificates, expected: { cmid, productId, productGroup } }),
    ).toBeUndefined()
  })
})

describe('R4.8 an answer is refused', () => {
  it('without certificates, where none are held', async () => {
    expect(codeOfOpening(await answerBytes())).toBe('document-certificates-missing')
  })

  it("under another vendor's root", async () => {
    const packet = await answerBytes({}, { certificates: await sampleCertificates() })
    const otherRoots = [sampleKeys.otherRoot.publicKey]
    expect(codeOfOpening(packet, { roots: otherRoots })).toBe('document-signer-unknown')
    expect(codeOfOpening(packet, { roots: [...otherRoots, ...roots] })).toBeUndefined()
  })

  it('signed by another host than the certificates name, held or sent', async () => {
    const certificates = await sampleCertificates()
    const host = sampleKeys.otherHost
    expect(codeOfOpening(await answerBytes({}, { host, certificates }))).toBe('document-signer-unknown')
    expect(codeOfOpening(await answerBytes({}, { host }), { heldCertificates: certificates })).toBe(
      'document-signer-unknown',
    )
  })

  it('where certificates came that do not prove it, even if those held would', async () => {
    const heldCertificates = await sampleCertificates()
    const hostCertificate = await hostCertificateBytes({ hostPublicKey: sampleKeys.otherHost.publicKey })
    const packet = await answerBytes({}, { certificates: { ...heldCertificates, hostCertificate } })
    expect(codeOfOpening(packet, { heldCertificates })).toBe('document-signer-unknown')
  })

  it('with host certificate and issuer certificate of two issuers', async () => {
    const issuerCertificate = await issuerCertificateBytes({
      issuerPublicKey: sampleKeys.otherIssuer.publicKey,
    })
    const certificates = { ...(await sampleCertificates()), issuerCertificate }
    expect(codeOfOpening(await answerBytes({}, { certificates }))).toBe('document-signer-unknown')
  })

  it('with an issuer certificate in place of the host certificate', async () => {
    const { issuerCertificate } = await sampleCertificates()
    const certificates = { issuerCertificate, hostCertificate: issuerCertificate }
    expect(codeOfOpening(await answerBytes({}, { certificates }))).toBe('document-signer-unknown')
  })

  it('signed by the issuer itself: an issuer is no host', async () => {
    const certificates = await sampleCertificates()
    const packet = await answerBytes({}, { host: sampleKeys.issuer, certificates })
    expect(codeOfOpening(packet)).toBe('document-signer-unknown')
  })

  it.each<[string, Partial<typeof sampleExpectation>, string]>([
    [
      'for a product group that the host does not cover',
      { productGroup: sampleServerTerms.productGroup },
      'document-product-not-covered',
    ],
    ['for another machine', { cmid: '00000000-0000-8000-8000-000000000000' }, 'document-other-machine'],
    ['for another product', { productId: sampleServerTerms.productId }, 'document-product-mismatch'],
    ['for another request', { nonce: hex('a0a1a2a3a4a5a6a8') }, 'document-nonce'],
    ['for a nonce that only begins alike', { nonce: hex('a0a1a2a3a4a5a6') }, 'document-nonce'],
  ])('%s', async (_name, changes, code) => {
    const packet = await answerBytes({}, { certificates: await sampleCertificates() })
    expect(codeOfOpening(packet, { expected: { ...sampleExpectation, ...changes } })).toBe(code)
  })

  it.each([
    [-clockDifferenceSecondsMax - 1, 'clock-difference'],
    [-clockDifferenceSecondsMax, undefined],
    [clockDifferenceSecondsMax, undefined],
    [clockDifferenceSecondsMax + 1, 'clock-difference'],
  ])('R2.7 where the clocks differ by %i seconds: %s', async (difference, code) => {
    const packet = await answerBytes({}, { certificates: await sampleCertificates() })
    const expected = { ...sampleExpectation, nowSeconds: sampleNowSeconds + difference }
    expect(codeOfOpening(packet, { expected })).toBe(code)
  })

  it.each([
    [sampleHostCertificate.notBeforeSeconds - 1, 'document-not-yet-valid'],
    [sampleHostCertificate.notBeforeSeconds, undefined],
    [sampleHostCertificate.expiresSeconds - 1, undefined],
    [sampleHostCertificate.expiresSeconds, 'document-expired'],
  ])('stating the time %i against the host certificate: %s', async (hostTimeSeconds, code) => {
    const packet = await answerBytes({ hostTimeSeconds }, { certificates: await sampleCertificates() })
    const expected = { ...sampleExpectation, nowSeconds: hostTimeSeconds }
    expect(codeOfOpening(packet, { expected })).toBe(code)
  })

  it('is not refused because its issuer ended after it signed the host certificate', async () => {
    const hostTimeSeconds = sampleIssuerCertificate.expiresSeconds + 1
    const packet = await answerBytes({ hostTimeSeconds }, { certificates: await sampleCertificates() })
    const expected = { ...sampleExpectation, nowSeconds: hostTimeSeconds }
    expect(codeOfOpening(packet, { expected })).toBeUndefined()
  })
})

describe('the numbers of an answer', () => {
  it.each<[keyof Answer, number, number]>([
    ['count', 1, countMax],
    ['retryMinutes', 1, intervalMinutesMax],
    ['renewalMinutes', 1, intervalMinutesMax],
    ['validityMinutes', 1, intervalMinutesMax],
    ['port', 1, 65_535],
  ])('%s is from %i to %i', async (name, min, max) => {
    const heldCertificates = await sampleCertificates()
    const codeWith = async (value: number) =>
      codeOfOpening(await answerBytes({ [name]: value }), { heldCertificates })
    expect([await codeWith(min), await codeWith(max)]).toEqual([undefined, undefined])
    expect([await codeWith(min - 1), await codeWith(max + 1)]).toEqual([
      'document-malformed',
      'document-malformed',
    ])
  })
})
