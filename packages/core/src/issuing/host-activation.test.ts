import { describe, expect, test } from 'vitest'
import { encodeCbor, sign1 } from '../documents/index.ts'
import { codeOf } from '../errors/index.ts'
import {
  encodeHostActivationAnswer,
  hostActivationRequestBytesMax,
  readHostActivationAnswer,
  readHostActivationRequest,
  signHostActivationRequest,
} from './host-activation.ts'
import {
  host,
  issuer,
  makeAnswer,
  nowSeconds,
  productGroup,
  root,
  signerOf,
  verifier,
} from './issuing.fixtures.ts'

const request = {
  productKey: '00000-00000-00000-00000-00000',
  hostPublicKey: host.publicKey,
  hostName: 'host.corp.test',
  hostTimeSeconds: nowSeconds,
  nonce: new Uint8Array(8).fill(9),
}
const expected = { nonce: request.nonce, hostPublicKey: host.publicKey, productGroup, nowSeconds }

describe('the request of a host', () => {
  test('R3.1 comes back as it was signed', async () => {
    const bytes = await signHostActivationRequest(request, host)
    expect(readHostActivationRequest(bytes, verifier)).toEqual(request)
  })

  test('R3.1 with the longest name and key still fits its limit', async () => {
    const longest = { ...request, hostName: 'h'.repeat(253), productKey: 'K'.repeat(64) }
    const bytes = await signHostActivationRequest(longest, host)
    expect(bytes.length).toBeLessThanOrEqual(hostActivationRequestBytesMax)
    expect(readHostActivationRequest(bytes, verifier)).toEqual(longest)
  })

  test('R10 without a name, or with one that is too long in UTF-8, is refused', async () => {
    for (const hostName of ['', 'ü'.repeat(127)]) {
      const bytes = await signHostActivationRequest({ ...request, hostName }, host)
      expect(codeFrom(() => readHostActivationRequest(bytes, verifier))).toBe('request-malformed')
    }
  })

  test('R3.1 signed by another key than the one it names is refused', async () => {
    const bytes = await signHostActivationRequest(request, signerOf(4))
    expect(codeFrom(() => readHostActivationRequest(bytes, verifier))).toBe('request-signature')
  })

  test('R10 changed in any one bit is refused', async () => {
    const bytes = await signHostActivationRequest(request, host)
    for (let bit = 0; bit < bytes.length * 8; bit += 5) {
      expect(codeFrom(() => readHostActivationRequest(flipped(bytes, bit), verifier))).toMatch(/^request-/)
    }
  })

  test('R10 truncated, extended or oversized is refused', async () => {
    const bytes = await signHostActivationRequest(request, host)
    for (const bad of [
      bytes.subarray(0, -1),
      new Uint8Array([...bytes, 0]),
      new Uint8Array(2_000),
      new Uint8Array(),
    ])
      expect(codeFrom(() => readHostActivationRequest(bad, verifier))).toBe('request-malformed')
  })

  test('R10 of another version or with an unknown critical claim is refused', async () => {
    const version = await signed([[1, 2]])
    const critical = await signed([
      [1, 1],
      [2, request.productKey],
      [3, host.publicKey],
      [4, 'h'],
      [5, 1],
      [6, request.nonce],
      [-1, 0],
    ])
    expect(codeFrom(() => readHostActivationRequest(version, verifier))).toBe('request-version')
    expect(codeFrom(() => readHostActivationRequest(critical, verifier))).toBe('request-critical-claim')
  })
})

describe('the answer to a host', () => {
  test('R3.1 carries a certificate, its issuer and a catalogue that verify', async () => {
    const bytes = encodeHostActivationAnswer(await makeAnswer())
    const read = readHostActivationAnswer(bytes, { ...expected, roots: [root.publicKey] }, verifier)
    expect(read.certificate.productGroups).toEqual([productGroup])
    expect(read.products.products).toHaveLength(1)
    expect(read.issuer.issuerPublicKey).toEqual(issuer.publicKey)
  })

  test('R3.1 is taken from an authority whose root the host does not know', async () => {
    const bytes = encodeHostActivationAnswer(await makeAnswer({ root: signerOf(5) }))
    expect(readHostActivationAnswer(bytes, expected, verifier).certificate.hostName).toBe('host.corp.test')
  })

  test('R4.8 of another vendor is refused where the root is known', async () => {
    const bytes = encodeHostActivationAnswer(await makeAnswer({ root: signerOf(5) }))
    const read = () => readHostActivationAnswer(bytes, { ...expected, roots: [root.publicKey] }, verifier)
    expect(codeFrom(read)).toBe('document-signer-unknown')
  })

  test.each([
    ['document-nonce', {}, { nonce: new Uint8Array(8) }],
    ['document-other-machine', { certificate: { hostPublicKey: signerOf(6).publicKey } }, {}],
    ['document-product-not-covered', { certificate: { productGroups: [8] } }, {}],
    ['document-expired', { certificate: { expiresSeconds: nowSeconds } }, {}],
    ['document-not-yet-valid', { certificate: { notBeforeSeconds: nowSeconds + 1 } }, {}],
    ['document-signer-unknown', { issuer: signerOf(7) }, {}],
  ])('R3.1 that is not for this request is refused: %s', async (code, changes, expectation) => {
    const bytes = encodeHostActivationAnswer(await makeAnswer(changes))
    expect(codeFrom(() => readHostActivationAnswer(bytes, { ...expected, ...expectation }, verifier))).toBe(
      code,
    )
  })

  test('R10 that no authority wrote is refused', () => {
    for (const bad of [new Uint8Array(), new Uint8Array([0xa0]), new TextEncoder().encode('<html>')])
      expect(codeFrom(() => readHostActivationAnswer(bad, expected, verifier))).toBe('authority-answer')
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

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice()
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return copy
}

function signed(claims: [number, string | number | Uint8Array][]): Promise<Uint8Array> {
  return sign1({ name: 'muster/host-activation/1', payload: encodeCbor(new Map(claims)), signer: host })
}
