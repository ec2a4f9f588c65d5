import { beforeAll, describe, expect, it } from 'vitest'
import {
  encodeInstallationId,
  installationDigest,
  monthStartSeconds,
  withConfirmations,
} from '../confirming/index.ts'
import type { Verifier } from '../ports/index.ts'
import { confirmationKeyPairOf, signConfirmation } from '../short-signatures/index.ts'
import { codeThrownBy, issuerCertificateBytes, sampleKeys, sampleNowSeconds } from './chain.fixtures.ts'
import { testCryptography, testSigner } from './cryptography.fixtures.ts'
import { hostValidityDays } from './host-certificate.ts'
import { type IssuerCertificate, verifyIssuerCertificate } from './issuer-certificate.ts'
import {
  decodeTelephoneCertificate,
  encodeTelephoneCertificate,
  isTelephoneCertificate,
  type TelephoneCertificate,
  telephoneCertificateBytesMax,
} from './telephone-certificate.ts'
import type { Verified } from './verified.ts'
import { verifyHostCertificate } from './verify-host-certificate.ts'

const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(4))
const hostPublicKey = sampleKeys.host.publicKey
const keyFingerprint = new Uint8Array(7).fill(3)
/** January 2027, in which the samples are. */
const month = 84
const productGroup = 9
let verifier: Verifier
let issuer: Verified<IssuerCertificate>

beforeAll(async () => {
  verifier = await withConfirmations(testCryptography)
  const bytes = await issuerCertificateBytes({ confirmationPublicKey: keyPair.publicKey })
  issuer = verifyIssuerCertificate(bytes, [sampleKeys.root.publicKey], testCryptography)
})

function certificate(changes: Partial<TelephoneCertificate> = {}): Uint8Array {
  const digest = installationDigest({ publicKey: hostPublicKey }, testCryptography)
  const installationId = encodeInstallationId({ kind: 'host', keyFingerprint, month, digest })
  const confirmation = signConfirmation({ secretKey: keyPair.secretKey, productGroup, installationId })
  return encodeTelephoneCertificate({
    hostPublicKey,
    productGroup,
    keyFingerprint,
    month,
    confirmation,
    ...changes,
  })
}

const verify = (bytes: Uint8Array) => verifyHostCertificate(bytes, issuer, verifier)

describe('a certificate by telephone', () => {
  it('R3.2 names the host and the group of its key, for the usual time from its month', () => {
    const verified = verify(certificate())
    expect(verified).toMatchObject({ hostPublicKey, productGroups: [productGroup] })
    expect(verified.notBeforeSeconds).toBe(monthStartSeconds(month))
    expect(verified.expiresSeconds).toBe(monthStartSeconds(month) + hostValidityDays * 86_400)
    expect(verified.notBeforeSeconds).toBeLessThanOrEqual(sampleNowSeconds)
  })

  it('is small, and is told from a signed one by its first byte', () => {
    expect(certificate().length).toBeLessThanOrEqual(telephoneCertificateBytesMax)
    expect(isTelephoneCertificate(certificate())).toBe(true)
    expect([new Uint8Array(), Uint8Array.of(0xd2)].map(isTelephoneCertificate)).toEqual([false, false])
    expect(encodeTelephoneCertificate(decodeTelephoneCertificate(certificate()))).toEqual(certificate())
  })

  it.each([
    ['host', { hostPublicKey: testSigner('another host').publicKey }],
    ['product group', { productGroup: productGroup + 1 }],
    ['key', { keyFingerprint: new Uint8Array(7) }],
    ['month', { month: month + 1 }],
    ['confirmation', { confirmation: new Uint8Array(48) }],
  ])('R6.4 does not verify for another %s', (_what, changes) => {
    expect(codeThrownBy(() => verify(certificate(changes)))).toBe('document-signature')
  })

  it('needs an issuer that offers confirmations, and a verifier that can check them', async () => {
    const bare = await issuerCertificateBytes()
    const without = verifyIssuerCertificate(bare, [sampleKeys.root.publicKey], testCryptography)
    expect(codeThrownBy(() => verifyHostCertificate(certificate(), without, verifier))).toBe(
      'confirmation-key-missing',
    )
    expect(codeThrownBy(() => verifyHostCertificate(certificate(), issuer, testCryptography))).toBe(
      'not-available',
    )
  })

  it('is refused where its issuer was valid in none of the months in which it can have been given', () => {
    const at = (notBefore: number, expires: number): Verified<IssuerCertificate> => ({
      ...issuer,
      notBeforeSeconds: notBefore,
      expiresSeconds: expires,
    })
    const outcome = (candidate: Verified<IssuerCertificate>) => {
      return codeThrownBy(() => verifyHostCertificate(certificate(), candidate, verifier))
    }
    const [before, after] = [monthStartSeconds(month - 1), monthStartSeconds(month + 2)]
    expect(outcome(at(after, after + 1))).toBe('document-not-yet-valid')
    expect(outcome(at(after - 1, after + 1))).toBeUndefined()
    expect(outcome(at(before - 1, before))).toBe('document-expired')
    expect(outcome(at(before - 1, before + 1))).toBeUndefined()
  })

  it('has one encoding and a known version', () => {
    const bytes = certificate()
    expect(codeThrownBy(() => verify(Uint8Array.from([...bytes, 0])))).toBe('document-malformed')
    const version2 = bytes.slice()
    version2[2] = 2
    expect(codeThrownBy(() => verify(version2))).toBe('document-malformed')
    expect(codeThrownBy(() => verify(Uint8Array.from([0xb8, 6, ...bytes.slice(1)])))).toBe(
      'document-not-canonical',
    )
  })

  it('is checked by a verifier that stays the same once it can', async () => {
    expect(await withConfirmations(verifier)).toBe(verifier)
    expect(verify(certificate())).toEqual(verify(certificate()))
  })
})
