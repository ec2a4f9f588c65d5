import { describe, expect, it } from 'vitest'
import {
  answerBytes,
  codeThrownBy,
  sampleCertificates,
  sampleKeys,
  sampleNowSeconds,
} from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { type CborValue, claimKeys, claimMap, encodeCbor, keyIdOf, sign1 } from '../documents/index.ts'
import { describeCode } from '../errors/index.ts'
import { decodePacket, encodeRefusal, isRefusalSignedBy } from './refusal.ts'
import { sampleRefusal } from './samples.fixtures.ts'

const verifier = testCryptography
const { host, otherHost } = sampleKeys
const { code, hostTimeSeconds, nonce } = sampleRefusal

function bareRefusal(codeNumber: CborValue, ...more: readonly (readonly [number, CborValue])[]): Uint8Array {
  return encodeCbor(
    claimMap([
      [claimKeys.issuedAt, sampleNowSeconds],
      [claimKeys.refusal, new Map([[1, codeNumber]])],
      ...more,
    ]),
  )
}

describe('a refusal', () => {
  it('that is signed comes back and proves its host', async () => {
    const received = decodePacket(await encodeRefusal(sampleRefusal, { host, verifier }))
    expect(received).toMatchObject({ kind: 'refusal', code, hostTimeSeconds, nonce })
    if (received.kind !== 'refusal') return
    expect(isRefusalSignedBy(received, host.publicKey, verifier)).toBe(true)
    expect(isRefusalSignedBy(received, otherHost.publicKey, verifier)).toBe(false)
  })

  it('that is bare comes back and proves nothing', async () => {
    const received = decodePacket(await encodeRefusal({ code, hostTimeSeconds }))
    const codeNumber = describeCode(code).number
    expect(received).toEqual({
      kind: 'refusal',
      code,
      codeNumber,
      hostTimeSeconds,
      nonce: undefined,
      message: undefined,
    })
    if (received.kind === 'refusal') expect(isRefusalSignedBy(received, host.publicKey, verifier)).toBe(false)
  })

  it('with a number that is unknown here is kept as unexpected, with its number', () => {
    expect(decodePacket(bareRefusal(65_535))).toMatchObject({ code: 'unexpected', codeNumber: 65_535 })
    expect(codeThrownBy(() => decodePacket(bareRefusal(65_536)))).toBe('document-malformed')
    expect(codeThrownBy(() => decodePacket(bareRefusal('x')))).toBe('document-malformed')
  })

  it('may hold unknown claims, but no unknown critical ones', () => {
    expect(codeThrownBy(() => decodePacket(bareRefusal(1, [99, 1])))).toBeUndefined()
    expect(codeThrownBy(() => decodePacket(bareRefusal(1, [-99, 1])))).toBe('document-malformed')
  })

  it('has at most 512 bytes, signed or bare', async () => {
    const filler = (length: number) => [99, new Uint8Array(length)] as const
    const exact = 512 - bareRefusal(1, filler(300)).length + 300
    expect(codeThrownBy(() => decodePacket(bareRefusal(1, filler(exact))))).toBeUndefined()
    expect(codeThrownBy(() => decodePacket(bareRefusal(1, filler(exact + 1))))).toBe('document-too-long')
    const payload = bareRefusal(1, filler(exact))
    const signed = await sign1({
      name: 'muster/refusal/1',
      payload,
      signer: host,
      keyId: keyIdOf(host.publicKey, verifier),
    })
    expect(codeThrownBy(() => decodePacket(signed))).toBe('document-too-long')
  })

  it('has no unsigned header', async () => {
    const payload = bareRefusal(1)
    const unprotectedHeader = new Map([[99, 1]])
    const packet = await sign1({ name: 'muster/refusal/1', payload, signer: host, unprotectedHeader })
    expect(codeThrownBy(() => decodePacket(packet))).toBe('document-malformed')
  })

  it('is not taken for an answer, nor an answer for a refusal', async () => {
    const payload = bareRefusal(1)
    const keyId = keyIdOf(host.publicKey, verifier)
    const received = decodePacket(await sign1({ name: 'muster/answer/1', payload, signer: host, keyId }))
    expect(received.kind).toBe('refusal')
    if (received.kind === 'refusal') expect(isRefusalSignedBy(received, host.publicKey, verifier)).toBe(false)
    const certificates = await sampleCertificates()
    expect(decodePacket(await answerBytes({}, { certificates }))).toMatchObject({
      kind: 'answer',
      certificates,
    })
  })

  it.each(['', 'a0', 'd2', 'f6', '80', 'b8', 'ff'.repeat(600)])('%s is neither', (text) => {
    const code = codeThrownBy(() => decodePacket(Uint8Array.from(Buffer.from(text, 'hex'))))
    expect(['document-malformed', 'document-too-long']).toContain(code)
  })
})
