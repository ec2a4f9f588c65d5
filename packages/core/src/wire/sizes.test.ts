import { expect, it } from 'vitest'
import { answerBytes, sampleKeys } from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { encodeFrame } from './frame.ts'
import { typicalPacketBytesMax } from './limits.ts'
import { encodeRefusal } from './refusal.ts'
import { signRequest } from './request.ts'
import { sampleRefusal, sampleRequest } from './samples.fixtures.ts'

it('a typical request has at most 256 bytes on the wire: all optional fields, a name of 24 characters', async () => {
  expect(sampleRequest.machineName).toHaveLength(24)
  const frame = encodeFrame(await signRequest(sampleRequest, sampleKeys.client))
  expect(frame.length).toBeLessThanOrEqual(typicalPacketBytesMax)
  expect(frame.length).toBe(237)
})

it('a typical answer without certificates has at most 256 bytes on the wire, the largest numbers included', async () => {
  expect(encodeFrame(await answerBytes()).length).toBe(176)
  const numbers = {
    count: 2_000,
    retryMinutes: 43_200,
    renewalMinutes: 43_200,
    port: 65_535,
    directive: 'rearm',
  } as const
  expect(encodeFrame(await answerBytes(numbers)).length).toBeLessThanOrEqual(typicalPacketBytesMax)
})

it('a signed refusal has at most 256 bytes on the wire', async () => {
  const signing = { host: sampleKeys.host, verifier: testCryptography }
  expect(encodeFrame(await encodeRefusal(sampleRefusal, signing)).length).toBeLessThanOrEqual(
    typicalPacketBytesMax,
  )
})
