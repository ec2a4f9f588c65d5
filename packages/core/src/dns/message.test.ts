import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../errors/index.ts'
import { recordTypes } from './constants.ts'
import { decodeMessage, encodeMessage, type Message } from './message.ts'
import { decodeAddressData, decodeServiceData, encodeAddressData, encodeServiceData } from './record-data.ts'
import { queryMessage, updateMessage } from './update.ts'

const service = { priority: 10, weight: 5, port: 1688, target: 'host.corp.test' }
const reply: Message = {
  ...queryMessage(7, '_muster._tcp.corp.test', recordTypes.SRV),
  isResponse: true,
  answers: [
    {
      name: '_muster._tcp.corp.test',
      type: recordTypes.SRV,
      class: 1,
      ttlSeconds: 60,
      data: encodeServiceData(service),
    },
  ],
}

describe('DNS messages', () => {
  it('come back as they were encoded', () => {
    expect(decodeMessage(encodeMessage(reply))).toEqual(reply)
    expect(
      decodeServiceData(decodeMessage(encodeMessage(reply)).answers[0]?.data ?? new Uint8Array()),
    ).toEqual(service)
  })

  it('expand compressed names inside SRV data', () => {
    const question = [1, 0x61, 0, 0, recordTypes.SRV, 0, 1]
    const data = [0, 0, 0, 0, 6, 0x98, 0xc0, 12]
    const bytes = [0, 1, 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 0, ...question]
    const record = [0xc0, 12, 0, recordTypes.SRV, 0, 1, 0, 0, 0, 9, 0, data.length, ...data]
    const message = decodeMessage(Uint8Array.from([...bytes, ...record]))
    expect(decodeServiceData(message.answers[0]?.data ?? new Uint8Array()).target).toBe('a')
  })

  it('are refused truncated at any byte, and with bytes after them', () => {
    const bytes = encodeMessage(reply)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeMessage(bytes.slice(0, length))).toThrow(AppError)
    }
    expect(() => decodeMessage(Uint8Array.from([...bytes, 0]))).toThrow(AppError)
  })

  it('are refused when they announce thousands of records', () => {
    const bytes = encodeMessage(reply)
    new DataView(bytes.buffer, bytes.byteOffset).setUint16(6, 2_001)
    expect(() => decodeMessage(bytes)).toThrow(expect.objectContaining({ code: 'dns-message-malformed' }))
  })

  it('never crash the reader, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(encodeMessage(reply).length), (noise, cut) => {
        const bytes = Uint8Array.from([...encodeMessage(reply).slice(0, cut), ...noise])
        try {
          decodeMessage(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('delete single records with class NONE and TTL 0, and add with class IN (RFC 2136 §2.5)', () => {
    const content = { name: 'a.test', type: recordTypes.A, data: Uint8Array.of(127, 0, 0, 1) }
    const message = updateMessage(1, {
      zone: 'test',
      deletions: [content],
      additions: [{ ...content, ttlSeconds: 60 }],
    })
    expect(message.authorities).toEqual([
      { ...content, class: 254, ttlSeconds: 0 },
      { ...content, class: 1, ttlSeconds: 60 },
    ])
  })
})

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '::',
    '::1',
    'fe80::1',
    '2001:db8::8:800:200c:417a',
    '1:2:3:4:5:6:7:8',
    '1:0:0:4::8',
    '2001:db8:0:1:1:1:1:1',
  ])('%s keeps its text', (text) => {
    const data = encodeAddressData(text)
    expect(data === undefined ? undefined : decodeAddressData(data)).toBe(text)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1::2::3',
    '12345::',
    ':::',
    '1:2:3:4:5:6:7',
    'g::',
    '1:2:3:4:5:6:7:8::',
  ])('%s is none', (text) => {
    expect(encodeAddressData(text)).toBeUndefined()
  })

  it('may end in IPv4 notation', () => {
    expect(decodeAddressData(encodeAddressData('::ffff:10.1.2.3') ?? new Uint8Array())).toBe('::ffff:a01:203')
  })
})
