import { beforeAll, describe, expect, it } from 'vitest'
import { monthStartSeconds, withConfirmations } from '../confirming/index.ts'
import type { Verifier } from '../ports/index.ts'
import { confirmationKeyPairOf, signConfirmation } from '../short-signatures/index.ts'
import { type ActivationObject, activationObjectBytesMax, directoryObjectsMax } from './activation-object.ts'
import {
  activationObjectBytes,
  codeThrownBy,
  daySeconds,
  issuerCertificateBytes,
  sampleForestId,
  sampleIssuerCertificate,
  sampleKeys,
  sampleNowSeconds,
  sampleTerms,
} from './chain.fixtures.ts'
import { testCryptography } from './cryptography.fixtures.ts'
import { activationObjectIdOf, forestKeyOf } from './forest.ts'
import { hostValidityDays, productGroupsMax } from './host-certificate.ts'
import {
  decodeTelephoneObject,
  encodeTelephoneObject,
  forestInstallationId,
  isTelephoneObject,
  type TelephoneObject,
} from './telephone-object.ts'
import {
  checkActivationObject,
  readActivationObject,
  verifyActivationObject,
} from './verify-activation-object.ts'

const roots = [sampleKeys.root.publicKey]
const { productGroup } = sampleTerms
const expected = { forestId: sampleForestId, productGroup, nowSeconds: sampleNowSeconds }
const otherForestId = '11111111-2222-4333-8444-555555555555'

/** The code of verifying an object and of checking it against what is expected; undefined where it activates. */
function outcome(
  bytes: Uint8Array,
  changes: Partial<typeof expected> = {},
  verifier: Verifier = testCryptography,
) {
  return codeThrownBy(() => {
    checkActivationObject(verifyActivationObject(bytes, roots, verifier), { ...expected, ...changes })
  })
}

describe('a signed activation object', () => {
  it('R8.1 activates the members of its directory for its product groups', async () => {
    const object = verifyActivationObject(await activationObjectBytes(), roots, testCryptography)
    expect(object).toMatchObject({ forestId: sampleForestId, productGroups: [productGroup] })
    expect(object.issuer.issuerName).toBe(sampleIssuerCertificate.issuerName)
    expect(outcome(await activationObjectBytes())).toBeUndefined()
  })

  it('R8.2 is refused in another directory, for another product, and out of its time', async () => {
    const bytes = await activationObjectBytes()
    const start = sampleNowSeconds - 10 * daySeconds
    const end = start + hostValidityDays * daySeconds
    expect(outcome(bytes, { forestId: otherForestId })).toBe('document-other-directory')
    expect(outcome(bytes, { productGroup: productGroup + 1 })).toBe('document-product-not-covered')
    expect([start - 1, start, end - 1, end].map((nowSeconds) => outcome(bytes, { nowSeconds }))).toEqual([
      'document-not-yet-valid',
      undefined,
      undefined,
      'document-expired',
    ])
  })

  it('R8.2 proves itself up to the root of the vendor', async () => {
    const bytes = await activationObjectBytes()
    const otherRoots = [sampleKeys.otherRoot.publicKey]
    expect(codeThrownBy(() => verifyActivationObject(bytes, otherRoots, testCryptography))).toBe(
      'document-signer-unknown',
    )
    expect(outcome(await activationObjectBytes({}, sampleKeys.otherIssuer))).toBe('document-signer-unknown')
    const issuerCertificate = await issuerCertificateBytes({}, sampleKeys.otherRoot)
    expect(outcome(await activationObjectBytes({ issuerCertificate }))).toBe('document-signer-unknown')
  })

  it('lasts no longer than a host certificate, and was issued while its issuer was valid', async () => {
    const issuedAtSeconds = sampleNowSeconds
    const lasting = (days: number, more = 0) => {
      const expiresSeconds = issuedAtSeconds + days * daySeconds + more
      return activationObjectBytes({ issuedAtSeconds, expiresSeconds })
    }
    expect(outcome(await lasting(1_096))).toBeUndefined()
    expect(outcome(await lasting(1_096, 1))).toBe('document-validity-too-long')
    const early = sampleIssuerCertificate.notBeforeSeconds - 1
    expect(outcome(await activationObjectBytes({ issuedAtSeconds: early }))).toBe('document-not-yet-valid')
  })

  it('fits its limit with the longest names, 64 groups and the longest issuer', async () => {
    const long: Partial<ActivationObject> = {
      vendorName: '€'.repeat(100),
      forestName: '€'.repeat(253),
      productGroups: Array.from({ length: productGroupsMax }, (_, index) => 0xff_ff00 + index),
      issuerCertificate: await issuerCertificateBytes({
        vendorName: '€'.repeat(100),
        issuerName: '€'.repeat(100),
        confirmationPublicKey: new Uint8Array(96),
      }),
    }
    const bytes = await activationObjectBytes(long)
    expect(bytes.length).toBeLessThanOrEqual(activationObjectBytesMax)
    expect(verifyActivationObject(bytes, roots, testCryptography).productGroups).toHaveLength(
      productGroupsMax,
    )
    await expect(activationObjectBytes({ ...long, forestName: '€'.repeat(600) })).rejects.toMatchObject({
      code: 'document-too-long',
    })
    expect(directoryObjectsMax).toBe(64)
  })

  it('can be read by whoever knows no root, which proves nothing', async () => {
    const bytes = await activationObjectBytes({}, sampleKeys.otherIssuer)
    expect(readActivationObject(bytes, testCryptography).forestName).toBe('corp.example')
  })
})

describe('an activation object by telephone', () => {
  const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(4))
  const keyFingerprint = new Uint8Array(7).fill(3)
  /** January 2027, in which the samples are. */
  const month = 84
  let verifier: Verifier
  let issuerCertificate: Uint8Array

  beforeAll(async () => {
    verifier = await withConfirmations(testCryptography)
    issuerCertificate = await issuerCertificateBytes({ confirmationPublicKey: keyPair.publicKey })
  })

  function telephoneObject(changes: Partial<TelephoneObject> = {}): Uint8Array {
    const about = { forestId: sampleForestId, productGroup, keyFingerprint, month }
    const installationId = forestInstallationId(about, testCryptography)
    const confirmation = signConfirmation({ secretKey: keyPair.secretKey, productGroup, installationId })
    return encodeTelephoneObject({ ...about, confirmation, issuerCertificate, ...changes })
  }

  it('R8.4 activates the forest that was read out, for the usual time from its month', () => {
    const object = verifyActivationObject(telephoneObject(), roots, verifier)
    expect(object).toMatchObject({ forestId: sampleForestId, productGroups: [productGroup] })
    expect(object.notBeforeSeconds).toBe(monthStartSeconds(month))
    expect(object.expiresSeconds).toBe(monthStartSeconds(month) + hostValidityDays * daySeconds)
    expect(outcome(telephoneObject(), {}, verifier)).toBeUndefined()
    expect(outcome(telephoneObject(), { nowSeconds: object.expiresSeconds }, verifier)).toBe(
      'document-expired',
    )
  })

  it('has the id of the signed object that the same key makes for the same forest', () => {
    const object = readActivationObject(telephoneObject(), testCryptography)
    expect(object.objectId).toBe(activationObjectIdOf(sampleForestId, keyFingerprint, testCryptography))
    expect(activationObjectIdOf(otherForestId, keyFingerprint, testCryptography)).not.toBe(object.objectId)
    const otherKey = new Uint8Array(7).fill(4)
    expect(activationObjectIdOf(sampleForestId, otherKey, testCryptography)).not.toBe(object.objectId)
  })

  it.each([
    ['forest', { forestId: otherForestId }],
    ['product group', { productGroup: productGroup + 1 }],
    ['key', { keyFingerprint: new Uint8Array(7) }],
    ['month', { month: month + 1 }],
    ['confirmation', { confirmation: new Uint8Array(48) }],
  ])('R8.2 does not verify for another %s', (_what, changes) => {
    const verify = () => verifyActivationObject(telephoneObject(changes), roots, verifier)
    expect(codeThrownBy(verify)).toBe('document-signature')
  })

  it('needs an issuer under a trusted root that offers confirmations, and a verifier that can check them', async () => {
    const bare = await issuerCertificateBytes()
    expect(outcome(telephoneObject({ issuerCertificate: bare }), {}, verifier)).toBe(
      'confirmation-key-missing',
    )
    const foreign = await issuerCertificateBytes(
      { confirmationPublicKey: keyPair.publicKey },
      sampleKeys.otherRoot,
    )
    expect(outcome(telephoneObject({ issuerCertificate: foreign }), {}, verifier)).toBe(
      'document-signer-unknown',
    )
    expect(outcome(telephoneObject())).toBe('not-available')
  })

  it('is told from a signed one by its first byte, and has one encoding', async () => {
    expect(isTelephoneObject(telephoneObject())).toBe(true)
    expect([await activationObjectBytes(), new Uint8Array()].map(isTelephoneObject)).toEqual([false, false])
    expect(encodeTelephoneObject(decodeTelephoneObject(telephoneObject()))).toEqual(telephoneObject())
    expect(outcome(Uint8Array.from([...telephoneObject(), 0]), {}, verifier)).toBe('document-malformed')
    const version2 = telephoneObject()
    version2[2] = 2
    expect(outcome(version2, {}, verifier)).toBe('document-malformed')
  })

  it('stands for a forest by 32 bytes that are no public key of anybody', () => {
    expect(forestKeyOf(sampleForestId, testCryptography)).toHaveLength(32)
    expect(forestKeyOf(sampleForestId.toUpperCase(), testCryptography)).toEqual(
      forestKeyOf(sampleForestId, testCryptography),
    )
  })
})
