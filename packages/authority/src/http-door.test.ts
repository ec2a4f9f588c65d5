import { connect } from 'node:net'
import { verifyCatalogue, verifyIssuerCertificate } from '@muster/core/documents'
import { nodeCryptography } from '@muster/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthorityUnderTest, codeIn, hostOf } from './authority.fixtures.ts'

let vendor: AuthorityUnderTest

beforeEach(async () => {
  vendor = await AuthorityUnderTest.start({ 'limits.request_ms': '300' })
})
afterEach(() => vendor[Symbol.asyncDispose]())

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${vendor.service.url}${path}`, { headers })

describe('bad input at the door', () => {
  test('R10 garbage and emptiness are malformed', async () => {
    for (const body of [new Uint8Array(), new Uint8Array(100), new TextEncoder().encode('{"key":1}')]) {
      const response = await vendor.post(body)
      expect([response.status, codeIn(await response.json())]).toEqual([400, 'request-malformed'])
    }
  })

  test('R10 1024 bytes are looked at, 1025 are not', async () => {
    expect(codeIn(await (await vendor.post(new Uint8Array(1_024))).json())).toBe('request-malformed')
    const response = await vendor.post(new Uint8Array(1_025))
    expect([response.status, codeIn(await response.json())]).toEqual([413, 'body-too-long'])
  })

  test('R10 a body that never ends is cut off, although it announces no length', async () => {
    const answer = await talk([
      'POST /v1/hosts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
      ...Array.from({ length: 100 }, () => `400\r\n${'x'.repeat(1_024)}\r\n`),
    ])
    expect(answer).toContain('body-too-long')
  })

  test('R10 a request that does not come in time is dropped', async () => {
    const answer = await talk(['POST /v1/hosts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf'])
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
  })

  test('R10 headers that are too long are refused', async () => {
    const answer = await talk([`GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`])
    expect(answer).toMatch(/^HTTP\/1.1 431 /)
  })

  test('R10 an unknown path and another method find nothing', async () => {
    for (const response of [await get('/elsewhere'), await get('/v1/hosts'), await get('/v1/keys')])
      expect([response.status, codeIn(await response.json())]).toEqual([404, 'not-found'])
  })

  test('R10 the log says it a few times a minute, and changes nothing', async () => {
    for (let n = 0; n < 50; n++) await vendor.post(new Uint8Array(10))
    expect(vendor.lines.filter(({ event }) => event === 'request-refused')).toHaveLength(10)
    expect(vendor.lines.filter(({ level }) => level === 'error')).toEqual([])
    const { items } = await vendor.authority.audit({ limit: 100 })
    expect(items.map(({ entry }) => entry.action)).toEqual(['product-added', 'authority-initialised'])
  })
})

describe('what is public', () => {
  test('R1.5 the newest catalogue of product groups, with the issuer that signed it', async () => {
    await vendor.authority.addProduct({
      name: 'Player',
      edition: 'Home',
      version: '1.0',
      family: 'suite',
      policy: {},
    })
    const [catalogue, certificate] = await Promise.all([bytesOf('/v1/catalogue/1,2'), bytesOf('/v1/issuer')])
    const issuer = verifyIssuerCertificate(certificate, [vendor.rootPublicKey], nodeCryptography)
    const { products } = verifyCatalogue(catalogue, issuer, nodeCryptography)
    expect(products.map(({ name }) => name)).toEqual(['Writer', 'Player'])
  })

  test('R1.5 a catalogue that the host has already is not sent again', async () => {
    const first = await get('/v1/catalogue/1')
    const tag = first.headers.get('etag') ?? ''
    expect((await get('/v1/catalogue/1', { 'if-none-match': tag })).status).toBe(304)
  })

  test('R1.5 groups without a product, and text that is none, are refused', async () => {
    const outcome = async (groups: string) => codeIn(await (await get(`/v1/catalogue/${groups}`)).json())
    expect(await outcome('99')).toBe('product-not-found')
    for (const groups of ['x', '1,', '-1', '16777216', Array(65).fill('1').join(',')])
      expect(await outcome(groups)).toBe('usage')
  })

  test('whether the service is well', async () => {
    const response = await get('/healthz')
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ok', reasons: [], issuerExpires: expect.stringMatching(/^\d{4}-/) },
    ])
  })
})

test('R3.2 a service that stops answers what it accepted', async () => {
  const { productKey } = await vendor.issueHostKey()
  const outcomes = Array.from({ length: 6 }, (_, n) => vendor.outcome(hostOf(n), productKey))
  await outcomes[0]
  await vendor.service.stop()
  const codes = await Promise.allSettled(outcomes)
  const answered = codes.filter((code) => code.status === 'fulfilled').map(({ value }) => value)
  expect(new Set(answered)).toEqual(new Set(['activated']))
  const { items } = await vendor.authority.hosts({ limit: 10 })
  expect(items.length).toBeGreaterThanOrEqual(answered.length)
})

async function bytesOf(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await get(path)).arrayBuffer())
}

/** Writes the parts to a connection and gives everything that came back until it closed. */
function talk(parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(vendor.service.port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part)
    })
    socket.on('data', (data) => {
      answer += data.toString()
      if (answer.includes('body-too-long')) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}
