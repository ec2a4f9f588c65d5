import { describe, expect, it } from 'vitest'
import { codeThrownBy, hex, sampleCmid, sampleKeys } from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import {
  type CborValue,
  claimMap,
  decodeClaims,
  decodeSign1,
  encodeCbor,
  intervalMinutesMax,
  keyIdOf,
  sign1,
} from '../documents/index.ts'
import { machineNameBytesMax, requestBytesMax } from './limits.ts'
import { clipMachineName } from './machine-name.ts'
import { type ActivationRequest, decodeRequest, signRequest, verifyRequest } from './request.ts'
import { sampleFirstRequest, sampleRequest } from './samples.fixtures.ts'

const verifier = testCryptography
const { client } = sampleKeys

/** A rightly signed request whose claims were replaced; undefined takes one away. */
async function packetWith(
  ...changes: readonly (readonly [number, CborValue | undefined])[]
): Promise<Uint8Array> {
  const claims = decodeClaims(decodeSign1(await signRequest(sampleRequest, client), 1_024).payload, 1_024)
  const payload = encodeCbor(claimMap([...new Map<number, CborValue | undefined>([...claims, ...changes])]))
  return sign1({ name: 'muster/request/1', payload, signer: client })
}

function codeOf(packet: Uint8Array): unknown {
  return codeThrownBy(() => verifyRequest(decodeRequest(packet), verifier))
}

describe('a request', () => {
  it.each<[string, ActivationRequest]>([
    ['with everything', sampleRequest],
    ['with nothing optional', sampleFirstRequest],
  ])('%s comes back as it was signed, with its CMID', async (_name, request) => {
    const packet = await signRequest(request, client)
    expect(verifyRequest(decodeRequest(packet), verifier)).toEqual({ ...request, cmid: sampleCmid })
  })

  it('R4.5 cannot be signed in the name of another machine', async () => {
    expect(codeOf(await signRequest(sampleRequest, sampleKeys.otherClient))).toBe('request-signature')
    const { publicKey } = sampleKeys.otherClient
    expect(codeOf(await packetWith([4, publicKey]))).toBe('request-signature')
  })

  it('signed as another document is refused', async () => {
    const { payload } = decodeSign1(await signRequest(sampleRequest, client), 1_024)
    expect(codeOf(await sign1({ name: 'muster/answer/1', payload, signer: client }))).toBe(
      'request-signature',
    )
  })

  it.each<[number, readonly CborValue[], readonly CborValue[]]>([
    [2, [new Uint8Array(16)], [new Uint8Array(15), new Uint8Array(17), 'x']],
    [3, [new Uint8Array(16)], [new Uint8Array(15), new Uint8Array(17), 'x']],
    [
      5,
      ['', 'm'.repeat(63), 'ä'.repeat(31)],
      ['m'.repeat(64), 'ä'.repeat(32), '€'.repeat(22), 'a\nb', hex('61'), 1],
    ],
    [6, [0, Number.MAX_SAFE_INTEGER], [-1, 'x']],
    [7, [0, 6], [-1, 7]],
    [8, [0, intervalMinutesMax], [-1, intervalMinutesMax + 1]],
    [9, [0, 1_000], [-1, 1_001]],
    [10, [true, false], [0, 1]],
    [11, [new Uint8Array(8)], [new Uint8Array(7), new Uint8Array(9)]],
    [12, [new Uint8Array(8)], [new Uint8Array(7), new Uint8Array(9), 0]],
    [13, [new Uint8Array(8)], [new Uint8Array(7), new Uint8Array(9), 0]],
    [14, [new Uint8Array(8)], [new Uint8Array(7), new Uint8Array(9), 0]],
  ])('holds in claim %i what its limits allow', async (key, allowed, refused) => {
    for (const value of allowed) expect(codeOf(await packetWith([key, value]))).toBeUndefined()
    for (const value of refused) expect(codeOf(await packetWith([key, value]))).toBe('request-malformed')
  })

  it.each([1, 2, 3, 4, 6, 7, 8, 9, 10, 11])('needs claim %i', async (key) => {
    expect(codeOf(await packetWith([key, undefined]))).toBe('request-malformed')
  })

  it.each([5, 12, 13, 14])('does without claim %i', async (key) => {
    expect(codeOf(await packetWith([key, undefined]))).toBeUndefined()
  })

  it('of another protocol version has its own code', async () => {
    expect(codeOf(await packetWith([1, 2]))).toBe('request-version')
    expect(codeOf(await packetWith([1, 2], [7, 99]))).toBe('request-version')
    expect(codeOf(await packetWith([1, 'x']))).toBe('request-malformed')
  })

  it('may hold unknown claims, but no unknown critical ones', async () => {
    expect(codeOf(await packetWith([15, [1, 2]]))).toBeUndefined()
    expect(codeOf(await packetWith([-1, 1]))).toBe('request-critical-claim')
  })

  it('has no key id and no unsigned header', async () => {
    const { payload } = decodeSign1(await signRequest(sampleRequest, client), 1_024)
    const options = { name: 'muster/request/1', payload, signer: client } as const
    expect(codeOf(await sign1({ ...options, keyId: keyIdOf(client.publicKey, verifier) }))).toBe(
      'request-malformed',
    )
    expect(codeOf(await sign1({ ...options, unprotectedHeader: new Map([[99, 1]]) }))).toBe(
      'request-malformed',
    )
  })

  it('has at most 1024 bytes', async () => {
    const frame = (await packetWith([99, new Uint8Array(500)])).length
    expect(codeOf(await packetWith([99, new Uint8Array(500 + requestBytesMax - frame)]))).toBeUndefined()
    expect(codeOf(await packetWith([99, new Uint8Array(501 + requestBytesMax - frame)]))).toBe(
      'request-malformed',
    )
  })

  it.each(['', '00', 'd2', 'ff'.repeat(100), '474554202f20485454502f312e310d0a'])(
    '%s is no request',
    (text) => {
      expect(codeOf(hex(text))).toBe('request-malformed')
    },
  )
})

describe('the machine name', () => {
  it.each([
    ['pc-1.corp.local', 'pc-1.corp.local'],
    ['', ''],
    ['m'.repeat(machineNameBytesMax), 'm'.repeat(machineNameBytesMax)],
    ['m'.repeat(machineNameBytesMax + 1), 'm'.repeat(machineNameBytesMax)],
    [`${'m'.repeat(62)}ä`, 'm'.repeat(62)],
    [`${'m'.repeat(61)}ä`, `${'m'.repeat(61)}ä`],
    [`${'m'.repeat(60)}😀`, 'm'.repeat(60)],
    [`${'m'.repeat(59)}😀x`, `${'m'.repeat(59)}😀`],
    ['\ufeffa\u0000b\nc\u007fd\u0085e\ud800f', 'abcdef'],
  ])('%j is clipped to %j, and arrives so', async (name, clipped) => {
    expect(clipMachineName(name)).toBe(clipped)
    const packet = await signRequest({ ...sampleRequest, machineName: name }, client)
    expect(decodeRequest(packet).request.machineName).toBe(clipped)
  })
})
