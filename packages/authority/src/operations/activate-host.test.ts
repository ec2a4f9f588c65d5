import { toHex } from '@muster/core/bytes'
import { verifyIssuerCertificate } from '@muster/core/documents'
import { codeOf } from '@muster/core/errors'
import { hostActivationAnswerBytesMax } from '@muster/core/issuing'
import type { AuthorityStore } from '@muster/core/stores'
import { nodeCryptography, systemRandom } from '@muster/node'
import { createMemoryAuthorityStore } from '@muster/store/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { codeIn, hostOf, keepingLog, type LogLine, signed } from '../authority.fixtures.ts'
import { createAuthority } from '../authority.ts'
import { issueNewKey } from '../identity/issue-issuer.ts'
import { type Issuer, warnOfIssuerEnd } from '../identity/issuer.ts'
import type { AuthorityPorts } from '../ports.ts'
import { activateHost } from './activate-host.ts'
import { addProduct } from './add-product.ts'
import { findKey } from './find-key.ts'
import { issueKey } from './issue-key.ts'

const clock = { timeMs: 1_800_000_000_000, nowMs: () => clock.timeMs }
const issuerSecondsLeft = (content: { readonly expiresSeconds: number }) =>
  content.expiresSeconds - Math.floor(clock.nowMs() / 1_000)

let store: AuthorityStore
let ports: AuthorityPorts
let lines: LogLine[]
let productKey: string

beforeEach(async () => {
  clock.timeMs = 1_800_000_000_000
  store = createMemoryAuthorityStore()
  lines = []
  const issuer = await makeIssuer()
  ports = {
    clock,
    random: systemRandom,
    cryptography: nodeCryptography,
    store,
    log: keepingLog(lines),
    isDeskToken: async () => undefined,
    issuer: async () => issuer,
  }
  const product = {
    name: 'Writer',
    edition: 'Enterprise',
    version: '1.0',
    family: 'client',
    policy: {},
  } as const
  await addProduct(product, 'anna', ports)
  productKey = (await issueKey({ kind: 'host', products: ['Writer'], note: '' }, 'anna', ports)).productKey
})

const body = (n = 1) => signed(hostOf(n), productKey, { hostTimeSeconds: Math.floor(clock.nowMs() / 1_000) })
const activations = async () => (await findKey(productKey, ports)).activations
const attempt = async (request: Uint8Array, changes: Partial<AuthorityPorts> = {}) =>
  activateHost(request, '192.0.2.1', { ...ports, ...changes })

describe('activating when something fails', () => {
  test('R2.10 a commit that fails is answered with its code and counts nothing', async () => {
    const failing = { ...store, decideForKey: () => Promise.reject(new Error('disk')) }
    const request = await body()
    await expect(attempt(request, { store: failing })).rejects.toThrow('disk')
    expect(await activations()).toBe(0)
    expect((await attempt(request)).kind).toBe('activated')
  })

  test('R3.3 stopped between commit and signature, the same request is answered later and counts once', async () => {
    const request = await body()
    const unsigned = { ...store, archive: () => Promise.reject(new Error('stopped')) }
    await expect(attempt(request, { store: unsigned })).rejects.toThrow('stopped')
    expect(await activations()).toBe(1)
    const outcome = await attempt(request)
    const again = await attempt(request)
    expect(outcome).toMatchObject({ kind: 'activated', ordinal: 1 })
    expect(again).toEqual(outcome)
    expect(await activations()).toBe(1)
  })

  test('R3.1 an issuer past its validity signs nothing and counts nothing', async () => {
    const { content } = await ports.issuer()
    clock.timeMs += (issuerSecondsLeft(content) - 1) * 1_000
    expect((await attempt(await body())).kind).toBe('activated')
    clock.timeMs += 1_000
    expect(await attempt(await body(2)).catch(codeOf)).toBe('issuer-expired')
    expect(await activations()).toBe(1)
  })

  test('R3.1 the end of the issuer is announced 60 days before', async () => {
    const issuer = await ports.issuer()
    const announcedMs = (issuer.content.expiresSeconds - 60 * 24 * 60 * 60) * 1_000
    warnOfIssuerEnd(issuer, announcedMs - 1, ports.log)
    expect(lines).toEqual([])
    warnOfIssuerEnd(issuer, announcedMs, ports.log)
    expect(lines).toMatchObject([{ level: 'warn', event: 'issuer-ends' }])
  })

  test('R3.3 a request that is replayed after 4 hours is refused for its time', async () => {
    const request = await body()
    await attempt(request)
    clock.timeMs += 4 * 60 * 60 * 1_000
    expect((await attempt(request)).kind).toBe('activated')
    clock.timeMs += 1_000
    expect(await attempt(request).catch(codeOf)).toBe('clock-difference')
    expect(await activations()).toBe(1)
  })
})

describe('the answer', () => {
  test('R3.1 every certificate is archived as it was handed out', async () => {
    const outcome = await attempt(await body())
    const { items } = await store.documents({ limit: 10, kind: 'host-certificate' })
    const answer = outcome.kind === 'activated' ? outcome.answer : new Uint8Array()
    expect(answer.length).toBeLessThan(hostActivationAnswerBytesMax)
    expect(items).toHaveLength(1)
    expect(toHex(answer)).toContain(toHex(items[0]?.document ?? new Uint8Array(1)))
  })

  test('R10 a defect is told to nobody but the log, and without what was sent', async () => {
    const failing = { ...store, decideForKey: () => Promise.reject(new Error(`about ${productKey}`)) }
    const limits = { failedAttemptsMax: 10 }
    const { handle } = createAuthority({ limits }, { ...ports, store: failing })
    const url = 'http://authority.test/v1/hosts'
    const request = new Request(url, { method: 'POST', body: new Uint8Array(await body()) })
    const response = await handle(request, '192.0.2.1')
    const text = await response.text()
    expect([response.status, codeIn(JSON.parse(text))]).toEqual([500, 'unexpected'])
    expect(lines.map(({ event }) => event)).toContain('request-failed')
    for (const said of [text, JSON.stringify(lines)]) expect(said).not.toContain(productKey)
  })
})

async function makeIssuer(): Promise<Issuer> {
  const root = nodeCryptography.signer(new Uint8Array(32).fill(9))
  const vendorName = 'Example Software'
  const tools = { vendorName, root, cryptography: nodeCryptography, random: systemRandom, clock }
  const { privateKey, certificate, keyNumber } = await issueNewKey(1, tools)
  const content = verifyIssuerCertificate(certificate, [root.publicKey], nodeCryptography)
  return { vendorName, signer: nodeCryptography.signer(privateKey), certificate, content, keyNumber }
}
