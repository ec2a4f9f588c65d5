/** Issuer and host certificate: round trip, who may have signed, and the issuer's validity at the time of signing. */
import { describe, expect, it } from 'vitest'
import { encodeCbor } from './cbor.ts'
import {
  codeThrownBy,
  hex,
  hostCertificateBytes,
  issuerCertificateBytes,
  sampleHostCertificate,
  sampleIssuerCertificate,
  sampleKeys,
} from './chain.fixtures.ts'
import { ClaimReader, claimKeys, claimMap } from './claims.ts'
import { decodeConfirmationKey, encodeConfirmationKey } from './confirmation-key.ts'
import { testCryptography } from './cryptography.fixtures.ts'
import {
  hostCertificateBytesMax,
  hostNameCharactersMax,
  hostValidityDaysMax,
  productGroupsMax,
} from './host-certificate.ts'
import {
  acceptIssuerCertificate,
  issuerCertificateBytesMax,
  verifyIssuerCertificate,
} from './issuer-certificate.ts'
import { decodeSign1, sign1 } from './sign1.ts'
import { decodeClaims, signDocument } from './signed-document.ts'
import { verifyHostCertificate } from './verify-host-certificate.ts'

const verifier = testCryptography
const roots = [sampleKeys.root.publicKey]
const { notBeforeSeconds, expiresSeconds } = sampleIssuerCertificate

async function trustedIssuer() {
  return verifyIssuerCertificate(await issuerCertificateBytes(), roots, verifier)
}

/** The document's claims with some replaced; undefined takes one away. */
async function resigned(
  bytes: Uint8Array,
  name: 'muster/issuer-certificate/1' | 'muster/host-certificate/1',
  changes: readonly (readonly [number, Parameters<typeof claimMap>[0][number][1]])[],
): Promise<Uint8Array> {
  const claims = decodeClaims(decodeSign1(bytes, 4_096).payload, 4_096)
  const signer = name === 'muster/issuer-certificate/1' ? sampleKeys.root : sampleKeys.issuer
  return signDocument({ name, claims: claimMap([...claims, ...changes]), signer, verifier })
}

describe('issuer certificate', () => {
  it('comes back as it was signed', async () => {
    expect(await trustedIssuer()).toEqual(sampleIssuerCertificate)
  })

  it('comes back with the key for confirmations', async () => {
    const confirmationPublicKey = new Uint8Array(96).fill(7)
    const bytes = await issuerCertificateBytes({ confirmationPublicKey })
    expect(verifyIssuerCertificate(bytes, roots, verifier)).toEqual({
      ...sampleIssuerCertificate,
      confirmationPublicKey,
    })
  })

  it('is trusted under any of several roots, so that a root can be replaced', async () => {
    const bytes = await issuerCertificateBytes({}, sampleKeys.otherRoot)
    expect(codeThrownBy(() => verifyIssuerCertificate(bytes, roots, verifier))).toBe(
      'document-signer-unknown',
    )
    const both = [...roots, sampleKeys.otherRoot.publicKey]
    expect(codeThrownBy(() => verifyIssuerCertificate(bytes, both, verifier))).toBeUndefined()
    expect(codeThrownBy(() => verifyIssuerCertificate(bytes, [], verifier))).toBe('document-signer-unknown')
  })

  it('fits with the longest names', async () => {
    const longest = await issuerCertificateBytes({
      vendorName: '€'.repeat(100),
      issuerName: '€'.repeat(100),
      confirmationPublicKey: new Uint8Array(96),
    })
    expect(longest.length).toBeLessThanOrEqual(issuerCertificateBytesMax)
    expect(codeThrownBy(() => verifyIssuerCertificate(longest, roots, verifier))).toBeUndefined()
    const longer = new Uint8Array(issuerCertificateBytesMax + 1)
    expect(codeThrownBy(() => verifyIssuerCertificate(longer, roots, verifier))).toBe('document-too-long')
  })

  it.each([1, 2, 4, 5, 6, 7, 8, claimKeys.muster])('needs claim %i', async (key) => {
    const bytes = await resigned(await issuerCertificateBytes(), 'muster/issuer-certificate/1', [
      [key, undefined],
    ])
    const claims = decodeClaims(decodeSign1(bytes, 4_096).payload, 4_096)
    expect(claims.has(key)).toBe(true)
    const without = claimMap([...claims].filter(([other]) => other !== key))
    const name = 'muster/issuer-certificate/1'
    const lacking = await signDocument({ name, claims: without, signer: sampleKeys.root, verifier })
    expect(codeThrownBy(() => verifyIssuerCertificate(lacking, roots, verifier))).toBe('document-malformed')
  })

  it('ignores claims with unknown positive keys and refuses those with unknown negative ones', async () => {
    const bytes = await issuerCertificateBytes()
    const codeWith = async (key: number) => {
      const changed = await resigned(bytes, 'muster/issuer-certificate/1', [[key, 'later']])
      return codeThrownBy(() => verifyIssuerCertificate(changed, roots, verifier))
    }
    expect(await codeWith(99)).toBeUndefined()
    expect(await codeWith(-99)).toBe('document-malformed')
  })
})

describe('an issuer certificate that is accepted without a root, as a host does', () => {
  it('has the same content, whoever signed it', async () => {
    const bytes = await issuerCertificateBytes({}, sampleKeys.otherRoot)
    expect(acceptIssuerCertificate(bytes)).toEqual(sampleIssuerCertificate)
  })

  it('has the same form', async () => {
    const bytes = await issuerCertificateBytes()
    const unsigned = { signer: sampleKeys.root, payload: decodeSign1(bytes, 1_024).payload }
    const nameless = await sign1({ name: 'muster/issuer-certificate/1', ...unsigned })
    expect(codeThrownBy(() => acceptIssuerCertificate(nameless))).toBe('document-malformed')
    expect(codeThrownBy(() => acceptIssuerCertificate(bytes.subarray(1)))).toBe('document-malformed')
    const longer = new Uint8Array(issuerCertificateBytesMax + 1)
    expect(codeThrownBy(() => acceptIssuerCertificate(longer))).toBe('document-too-long')
  })
})

describe('host certificate', () => {
  it('comes back as it was signed', async () => {
    const bytes = await hostCertificateBytes()
    expect(verifyHostCertificate(bytes, await trustedIssuer(), verifier)).toEqual(sampleHostCertificate)
  })

  it('of another issuer is not trusted', async () => {
    const bytes = await hostCertificateBytes({}, sampleKeys.otherIssuer)
    const issuer = await trustedIssuer()
    expect(codeThrownBy(() => verifyHostCertificate(bytes, issuer, verifier))).toBe('document-signer-unknown')
  })

  it.each([
    [notBeforeSeconds - 1, 'document-not-yet-valid'],
    [notBeforeSeconds, undefined],
    [expiresSeconds - 1, undefined],
    [expiresSeconds, 'document-expired'],
  ])('signed at %i is %s against its issuer', async (issuedAtSeconds, code) => {
    const bytes = await hostCertificateBytes({ issuedAtSeconds, expiresSeconds: issuedAtSeconds + 1 })
    const issuer = await trustedIssuer()
    expect(codeThrownBy(() => verifyHostCertificate(bytes, issuer, verifier))).toBe(code)
  })

  it.each([
    [hostValidityDaysMax * 86_400, undefined],
    [hostValidityDaysMax * 86_400 + 1, 'document-validity-too-long'],
  ])('R3.4 that lasts %i seconds from its issue is %s', async (seconds, code) => {
    const { issuedAtSeconds } = sampleHostCertificate
    const bytes = await hostCertificateBytes({ expiresSeconds: issuedAtSeconds + seconds })
    const issuer = await trustedIssuer()
    expect(codeThrownBy(() => verifyHostCertificate(bytes, issuer, verifier))).toBe(code)
  })

  it('fits with the longest names and the most product groups', async () => {
    const productGroups = Array.from({ length: productGroupsMax }, (_, index) => 0xff_ffff - index)
    const hostName = '€'.repeat(hostNameCharactersMax)
    const bytes = await hostCertificateBytes({ vendorName: '€'.repeat(100), hostName, productGroups })
    expect(bytes.length).toBeLessThanOrEqual(hostCertificateBytesMax)
    expect(verifyHostCertificate(bytes, await trustedIssuer(), verifier).productGroups).toEqual(productGroups)
  })

  it.each([
    ['more product groups than allowed', Array.from({ length: productGroupsMax + 1 }, (_, index) => index)],
    ['a product group above 24 bits', [0x100_0000]],
    ['a negative product group', [-1]],
  ])('with %s is malformed', async (_name, productGroups) => {
    const bytes = await hostCertificateBytes({ productGroups })
    const issuer = await trustedIssuer()
    expect(codeThrownBy(() => verifyHostCertificate(bytes, issuer, verifier))).toBe('document-malformed')
  })

  it.each<[string, number, Parameters<typeof encodeCbor>[0]]>([
    ['a host name of 254 characters', 2, 'h'.repeat(254)],
    ['a time that is text', 4, '1'],
    ['a negative time', 5, -1],
    ['a serial of 7 bytes', 7, new Uint8Array(7)],
    ['a key that is bytes', 8, new Uint8Array(32)],
    [
      'a critical claim inside',
      claimKeys.muster,
      new Map<number, number | number[]>([
        [1, [1]],
        [-1, 1],
      ]),
    ],
  ])('with %s is malformed', async (_name, key, value) => {
    const bytes = await resigned(await hostCertificateBytes(), 'muster/host-certificate/1', [[key, value]])
    const issuer = await trustedIssuer()
    expect(codeThrownBy(() => verifyHostCertificate(bytes, issuer, verifier))).toBe('document-malformed')
  })
})

describe('the key inside a certificate', () => {
  const publicKey = sampleKeys.host.publicKey

  it('is an Ed25519 COSE_Key in a cnf claim', () => {
    expect(encodeCbor(encodeConfirmationKey(publicKey))).toEqual(
      new Uint8Array([...hex('a101a301012006215820'), ...publicKey]),
    )
    expect(decodeConfirmationKey(encodeConfirmationKey(publicKey))).toEqual(publicKey)
  })

  it.each<[string, ReadonlyMap<number, number | Uint8Array>]>([
    [
      'another key type',
      new Map<number, number | Uint8Array>([
        [1, 2],
        [-1, 6],
        [-2, publicKey],
      ]),
    ],
    [
      'another curve',
      new Map<number, number | Uint8Array>([
        [1, 1],
        [-1, 4],
        [-2, publicKey],
      ]),
    ],
    [
      'a short key',
      new Map<number, number | Uint8Array>([
        [1, 1],
        [-1, 6],
        [-2, publicKey.slice(1)],
      ]),
    ],
    [
      'a private key',
      new Map<number, number | Uint8Array>([
        [1, 1],
        [-1, 6],
        [-2, publicKey],
        [-4, publicKey],
      ]),
    ],
    [
      'no key',
      new Map<number, number | Uint8Array>([
        [1, 1],
        [-1, 6],
      ]),
    ],
  ])('is refused with %s', (_name, coseKey) => {
    expect(codeThrownBy(() => decodeConfirmationKey(new Map([[1, coseKey]])))).toBe('document-malformed')
  })

  it('is refused where the claim is no map', () => {
    expect(codeThrownBy(() => decodeConfirmationKey(undefined))).toBe('document-malformed')
    expect(new ClaimReader(new Map()).raw(8)).toBeUndefined()
  })
})
