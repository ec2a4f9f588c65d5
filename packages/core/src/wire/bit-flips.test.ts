/** Every document and packet, changed in any one bit or cut off anywhere, is refused: tried for every bit and length. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activationObjectBytes,
  answerBytes,
  codeThrownBy,
  hostCertificateBytes,
  issuerCertificateBytes,
  sampleCatalogue,
  sampleCertificates,
  sampleExpectation,
  sampleKeys,
  sampleProductLicence,
} from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import {
  openAnswer,
  signCatalogue,
  signProductLicence,
  verifyActivationObject,
  verifyCatalogue,
  verifyHostCertificate,
  verifyIssuerCertificate,
  verifyProductLicence,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import { decodePacket, encodeRefusal, isRefusalSignedBy } from './refusal.ts'
import { decodeRequest, signRequest, verifyRequest } from './request.ts'
import { sampleFirstRequest, sampleRefusal, sampleRequest } from './samples.fixtures.ts'

const verifier = testCryptography
const { root, issuer, host, client } = sampleKeys
const roots = [root.publicKey]

/** Runs `accept` on the bytes as they are, then on every change of one bit and every beginning; each must throw a code. */
function expectEveryBitToMatter(bytes: Uint8Array, accept: (bytes: Uint8Array) => unknown): void {
  expect(codeThrownBy(() => accept(bytes))).toBeUndefined()
  const accepted: number[] = []
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.slice()
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    if (!isRefused(() => accept(changed))) accepted.push(bit)
  }
  expect(accepted).toEqual([])
  for (let length = 0; length < bytes.length; length++) {
    expect(
      isRefused(() => accept(bytes.subarray(0, length))),
      `cut off at ${length}`,
    ).toBe(true)
  }
}

/** What is thrown must be a code: anything else is a defect and passes through. */
function isRefused(call: () => unknown): boolean {
  try {
    call()
    return false
  } catch (error) {
    if (error instanceof AppError) return true
    throw error
  }
}

describe('changed in any one bit, nothing is accepted:', () => {
  it('issuer certificate', async () => {
    const bytes = await issuerCertificateBytes({ confirmationPublicKey: new Uint8Array(96).fill(5) })
    expectEveryBitToMatter(bytes, (changed) => verifyIssuerCertificate(changed, roots, verifier))
  })

  it('host certificate', async () => {
    const trusted = verifyIssuerCertificate(await issuerCertificateBytes(), roots, verifier)
    const bytes = await hostCertificateBytes()
    expectEveryBitToMatter(bytes, (changed) => verifyHostCertificate(changed, trusted, verifier))
  })

  it('product licence', async () => {
    const bytes = await signProductLicence(await sampleProductLicence(), issuer, verifier)
    expectEveryBitToMatter(bytes, (changed) => verifyProductLicence(changed, roots, verifier))
  })

  it('catalogue', async () => {
    const trusted = verifyIssuerCertificate(await issuerCertificateBytes(), roots, verifier)
    const bytes = await signCatalogue(sampleCatalogue, issuer, verifier)
    expectEveryBitToMatter(bytes, (changed) => verifyCatalogue(changed, trusted, verifier))
  })

  it('activation object', async () => {
    const bytes = await activationObjectBytes()
    expectEveryBitToMatter(bytes, (changed) => verifyActivationObject(changed, roots, verifier))
  })

  it('answer, by a client that holds the certificates', async () => {
    const heldCertificates = await sampleCertificates()
    expectEveryBitToMatter(await answerBytes(), (packet) => acceptAnswer(packet, heldCertificates))
  })

  it('answer with certificates, by a client that holds none', async () => {
    const certificates = await sampleCertificates()
    expectEveryBitToMatter(await answerBytes({}, { certificates }), (packet) => acceptAnswer(packet))
  })

  it('answer with certificates, by a client that holds them too', async () => {
    const certificates = await sampleCertificates()
    const packet = await answerBytes({ directive: 'rearm' }, { certificates })
    expectEveryBitToMatter(packet, (changed) => acceptAnswer(changed, certificates))
  })

  it.each([sampleRequest, sampleFirstRequest])('request %#', async (request) => {
    const packet = await signRequest(request, client)
    expectEveryBitToMatter(packet, (changed) => verifyRequest(decodeRequest(changed), verifier))
  })

  it('signed refusal', async () => {
    const packet = await encodeRefusal(sampleRefusal, { host, verifier })
    expectEveryBitToMatter(packet, acceptRefusal)
  })
})

it('a bare refusal changed in any one bit never becomes an answer, nor a signed refusal', async () => {
  const packet = await encodeRefusal(sampleRefusal)
  for (let bit = 0; bit < packet.length * 8; bit++) {
    const changed = packet.slice()
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(isRefused(() => acceptAnswer(changed))).toBe(true)
    expect(isRefused(() => acceptRefusal(changed))).toBe(true)
  }
})

it('whatever bytes arrive, they are refused with a code', () => {
  const heads = [
    [],
    [0xd2, 0x84],
    [0xd2, 0x84, 0x43, 0xa1, 0x01, 0x27, 0xa0],
    [0xa2, 0x06],
    [0xa1, 0x3a, 0, 1, 0, 1],
  ]
  const input = fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }))
  fc.assert(
    fc.property(input, ([head, tail]) => {
      const bytes = Uint8Array.from([...head, ...tail])
      expect(isRefused(() => verifyRequest(decodeRequest(bytes), verifier))).toBe(true)
      expect(isRefused(() => acceptAnswer(bytes))).toBe(true)
      expect(isRefused(() => verifyProductLicence(bytes, roots, verifier))).toBe(true)
      expect(isRefused(() => verifyActivationObject(bytes, roots, verifier))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

/** What a client does with an answer. */
function acceptAnswer(
  packet: Uint8Array,
  heldCertificates?: Awaited<ReturnType<typeof sampleCertificates>>,
): void {
  const received = decodePacket(packet)
  if (received.kind === 'refusal') throw new AppError(received.code)
  const held = heldCertificates === undefined ? {} : { heldCertificates }
  openAnswer(received, { roots, expected: sampleExpectation, ...held }, verifier)
}

function acceptRefusal(packet: Uint8Array): void {
  const received = decodePacket(packet)
  if (received.kind === 'answer') throw new AppError('document-malformed')
  if (!isRefusalSignedBy(received, host.publicKey, verifier)) throw new AppError('document-signature')
}
