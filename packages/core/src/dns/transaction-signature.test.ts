import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type Message } from './message.ts'
import { type KeyedHash, signMessage, type TsigKey, verifyReply } from './transaction-signature.ts'
import { queryMessage } from './update.ts'

const hash: KeyedHash = (algorithm, secret, data) =>
  new Uint8Array(createHmac(algorithm.replace('hmac-', ''), secret).update(data).digest())
const key: TsigKey = { name: 'muster-key', algorithm: 'hmac-sha256', secret: Uint8Array.of(1, 2, 3) }
const nowSeconds = 1_800_000_000
const query = queryMessage(99, 'corp.test', 6)
const request = signMessage(query, key, nowSeconds, hash)

/** A reply as a server signs it: the request's MAC goes before the message (RFC 8945 §5.3). */
function signReply(message: Message, timeSeconds: number, secret: Uint8Array = key.secret): Uint8Array {
  const withRequestMac: KeyedHash = (algorithm, _, data) =>
    hash(algorithm, secret, Uint8Array.from([0, request.mac.length, ...request.mac, ...data]))
  return signMessage(message, key, timeSeconds, withRequestMac).bytes
}

const reply: Message = { ...query, isResponse: true }
const check = (bytes: Uint8Array) => verifyReply(bytes, { key, requestMac: request.mac, nowSeconds, hash })

describe('TSIG', () => {
  it('leaves the message as it is under its signature', () => {
    const signed = decodeMessage(request.bytes)
    expect(encodeMessage({ ...signed, additionals: [] })).toEqual(encodeMessage(query))
    expect(signed.additionals).toHaveLength(1)
  })

  it('accepts a reply that is signed over the MAC of the request', () => {
    expect(check(signReply(reply, nowSeconds))).toEqual({ message: reply, error: 0 })
  })

  it.each([
    [-300, undefined],
    [300, undefined],
    [-301, 'dns-bad-time'],
    [301, 'dns-bad-time'],
  ])('RFC 8945 §5.2.3 a reply %i s away gives %s', (offsetSeconds, code) => {
    expect(codeThrownBy(() => check(signReply(reply, nowSeconds + offsetSeconds)))).toBe(code)
  })

  it('refuses a reply that is not signed, or with another secret', () => {
    expect(codeThrownBy(() => check(encodeMessage(reply)))).toBe('dns-reply-unverified')
    expect(codeThrownBy(() => check(signReply(reply, nowSeconds, Uint8Array.of(9))))).toBe(
      'dns-reply-unverified',
    )
  })

  it('never accepts a reply with one bit changed', () => {
    const bytes = signReply({ ...reply, rcode: 5 }, nowSeconds)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = bytes.slice()
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      // The message id is replaced by the signed original id, and the case of the key name carries nothing.
      const outcome = codeThrownBy(() => check(changed))
      if (bit >= 16 && outcome === undefined)
        expect(check(changed)).toEqual({ message: { ...reply, rcode: 5 }, error: 0 })
      if (bit >= 16 && outcome !== undefined)
        expect(['dns-reply-unverified', 'dns-message-malformed', 'dns-bad-time']).toContain(outcome)
    }
  })
})

function codeThrownBy(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}
