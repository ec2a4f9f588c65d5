import { expect, test } from 'vitest'
import {
  answerBytes,
  sampleCertificates,
  sampleHostCertificate,
  sampleKeys,
} from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { encodeRefusal } from '../wire/index.ts'
import { withProduct } from './client-state.ts'
import { parseHostAddress } from './host-address.ts'
import {
  answering,
  dayMs,
  failing,
  licenceBytes,
  minuteMs,
  productId,
  roots,
  startMs,
  VirtualClient,
} from './virtual-client.fixtures.ts'

test('R4.4 a product that was installed is in its initial grace, to the millisecond', async () => {
  const client = await new VirtualClient().setUp()
  expect(client.licenceState).toBe(2)
  client.nowMs = startMs + 30 * dayMs - 1
  expect(client.licenceState).toBe(2)
  client.nowMs = startMs + 30 * dayMs
  expect(client.licenceState).toBe(5)
})

test('R4.2 a count one below the threshold leaves the state and says how many are missing', async () => {
  const client = await new VirtualClient().setUp()
  expect(await client.activate(answering(24))).toEqual({
    kind: 'count-insufficient',
    count: 24,
    threshold: 25,
    missing: 1,
  })
  expect(client.licenceState).toBe(2)
  expect(client.product.stored.nextAttemptMs).toBe(startMs + 120 * minuteMs)
})

test('R4.2 a count at the threshold activates for the validity from the time of the host', async () => {
  const client = await new VirtualClient().setUp()
  const hostTimeSeconds = startMs / 1_000 + 60
  await client.activate(answering(25, { hostTimeSeconds }))
  expect(client.licenceState).toBe(1)
  const endMs = hostTimeSeconds * 1_000 + 180 * dayMs
  client.nowMs = endMs - 1
  expect(client.licenceState).toBe(1)
  client.nowMs = endMs
  expect(client.licenceState).toBe(3)
  client.nowMs = endMs + 30 * dayMs - 1
  expect(client.licenceState).toBe(3)
  client.nowMs = endMs + 30 * dayMs
  expect(client.licenceState).toBe(5)
})

test('R4.3 an activated client renews after the renewal interval, and success restarts the validity', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  expect(client.product.stored.nextAttemptMs).toBe(startMs + 7 * dayMs)
  client.nowMs = startMs + 7 * dayMs
  expect(client.do({ kind: 'timer-due', productId }).effects.map(({ kind }) => kind)).toContain(
    'send-request',
  )
  client.do({ kind: 'exchange-failed', productId, code: 'connection-refused' })
  expect(client.product.stored.nextAttemptMs).toBe(client.nowMs + 120 * minuteMs)
  await client.activate(answering(50))
  expect(client.assessment.untilMs).toBe(client.nowMs + 180 * dayMs)
})

test('R4.3 a timer that is early asks nobody', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  client.nowMs = startMs + 7 * dayMs - 1
  expect(client.do({ kind: 'timer-due', productId }).effects.map(({ kind }) => kind)).toEqual(['set-timer'])
})

test('R4.3 an activation that is shorter than the renewal interval is renewed when it ends', async () => {
  const client = await new VirtualClient().setUp({ validityMinutes: 60 })
  await client.activate(answering(25))
  expect(client.product.stored.nextAttemptMs).toBe(startMs + 60 * minuteMs)
})

test('an attempt that cannot be made is not tried again before the retry interval', async () => {
  const client = await new VirtualClient().setUp({ channels: ['mak'] })
  const { effects } = client.do({ kind: 'timer-due', productId })
  expect(effects).toContainEqual({ kind: 'set-timer', productId, atMs: startMs + 120 * minuteMs })
})

test('R4.2 a licensed client that hears too small a count stays licensed, its validity unchanged', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  const until = client.assessment.untilMs
  client.nowMs += dayMs
  await client.activate(answering(3))
  expect(client.assessment).toMatchObject({ state: 1, untilMs: until })
})

test('R2.8 the client adopts intervals, validity and port of the host', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(
    answering(25, { renewalMinutes: 60, retryMinutes: 15, validityMinutes: 600, port: 1700 }),
  )
  expect(client.product.stored.nextAttemptMs).toBe(startMs + 60 * minuteMs)
  expect(client.assessment.untilMs).toBe(startMs + 600 * minuteMs)
  expect(client.state.installation.pinnedHost).toEqual({ kind: 'tcp', name: 'host.test', port: 1700 })
  await client.activate(failing('connection-timeout'))
  expect(client.product.stored.nextAttemptMs).toBe(startMs + 15 * minuteMs)
})

test('R4.8 no host grants longer than the validity of the product licence', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25, { validityMinutes: 10 * 365 * 24 * 60 }))
  expect(client.assessment.untilMs).toBe(startMs + 180 * dayMs)
})

test('R4.1 a host that cannot be reached is an umbrella with the reason of each host', async () => {
  const client = await new VirtualClient().setUp()
  expect(await client.activate(failing('connection-refused'))).toEqual({
    kind: 'failed',
    code: 'all-hosts-failed',
    reasons: [{ subject: 'host.test:1688', code: 'connection-refused' }],
  })
  expect(client.product.stored.lastError?.code).toBe('all-hosts-failed')
  expect(client.licenceState).toBe(2)
})

test('R4.7 a host that fails is dropped from the round and the next one is asked, with another nonce', async () => {
  const client = await new VirtualClient().setUp()
  client.do({ kind: 'activation-requested', productId })
  const { product } = client
  const remaining = [{ host: parseHostAddress('second.test'), from: 'dns' }] as const
  const round = product.round && { ...product.round, remaining }
  client.state = withProduct(client.state, { ...product, ...(round && { round }) })
  const next = client.do({ kind: 'exchange-failed', productId, code: 'connection-timeout' })
  expect(next.effects.find(({ kind }) => kind === 'send-request')).toMatchObject({
    host: { name: 'second.test' },
  })
  expect(client.requests[1]?.nonce).not.toEqual(client.requests[0]?.nonce)
  client.do({ kind: 'exchange-failed', productId, code: 'connection-refused' })
  expect(client.outcome).toMatchObject({
    code: 'all-hosts-failed',
    reasons: [
      { subject: 'host.test:1688', code: 'connection-timeout' },
      { subject: 'second.test:1688', code: 'connection-refused' },
    ],
  })
})

test('a packet that comes when nothing was asked changes nothing', async () => {
  const client = await new VirtualClient().setUp()
  const { state } = client
  const packet = await answerBytes({ count: 25 }, { certificates: await sampleCertificates() })
  expect(client.do({ kind: 'packet-received', productId, packet })).toEqual({ state, effects: [] })
  expect(client.do({ kind: 'exchange-failed', productId, code: 'unexpected' })).toEqual({
    state,
    effects: [],
  })
})

test('R4.7 without any host the code is no-host, and it is tried again after the retry interval', async () => {
  const client = await new VirtualClient().setUp()
  client.do({ kind: 'host-chosen', host: undefined })
  expect(await client.activate(answering(25))).toMatchObject({ code: 'no-host' })
  expect(client.product.stored.nextAttemptMs).toBe(startMs + 120 * minuteMs)
})

test('R4.7 the host that answered is cached, and asked when none is pinned', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  client.do({ kind: 'host-chosen', host: undefined })
  expect(await client.activate(answering(26))).toMatchObject({ kind: 'activated' })
  client.do({ kind: 'host-caching-chosen', on: false })
  expect(client.product.stored.cachedHost).toBeUndefined()
  expect(await client.activate(answering(26))).toMatchObject({ code: 'no-host' })
})

test('R4.7 the pinned host of a product comes before the one of the machine', async () => {
  const client = await new VirtualClient().setUp()
  client.do({ kind: 'host-chosen', productId, host: parseHostAddress('own.test:9') })
  const sent = client.do({ kind: 'activation-requested', productId }).effects[0]
  expect(sent).toMatchObject({ kind: 'send-request', host: { name: 'own.test', port: 9 } })
})

test('R2.6 a refusal changes nothing but the last error', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  const before = client.assessment
  const outcome = await client.activate((request) =>
    encodeRefusal({ code: 'product-not-served', hostTimeSeconds: startMs / 1_000, nonce: request.nonce }),
  )
  expect(outcome).toMatchObject({ kind: 'failed', code: 'product-not-served' })
  expect(client.assessment).toEqual(before)
  expect(client.product.stored.lastError?.code).toBe('product-not-served')
})

test('R4.8 a refusal with the nonce of another request is not believed', async () => {
  const client = await new VirtualClient().setUp()
  const outcome = await client.activate(() =>
    encodeRefusal({ code: 'host-busy', hostTimeSeconds: 1, nonce: new Uint8Array(8) }),
  )
  expect(outcome).toMatchObject({ code: 'document-nonce' })
})

test.each([
  ['document-nonce', { nonce: new Uint8Array(8) }],
  ['document-other-machine', { cmid: '00000000-0000-8000-8000-000000000000' }],
  ['document-product-mismatch', { productId: '00000000-0000-8000-8000-000000000000' }],
  ['clock-difference', { hostTimeSeconds: startMs / 1_000 + 4 * 3_600 + 1 }],
])('R4.8 an answer with %s activates nothing', async (code, changes) => {
  const client = await new VirtualClient().setUp()
  expect(await client.activate(answering(25, changes))).toMatchObject({ kind: 'failed', code })
  expect(client.licenceState).toBe(2)
  expect(client.state.installation.latestTrustedMs).toBe(0)
})

test('R4.8 an answer that another host key signed activates nothing', async () => {
  const client = await new VirtualClient().setUp()
  const outcome = await client.activate(async (request, cmid) =>
    answerBytes(
      { cmid, nonce: request.nonce, count: 25 },
      { host: sampleKeys.otherHost, certificates: await sampleCertificates() },
    ),
  )
  expect(outcome).toMatchObject({ code: 'document-signer-unknown' })
})

test('R10 garbage from a host has its code', async () => {
  const client = await new VirtualClient().setUp()
  expect(await client.activate(async () => Uint8Array.of(1, 2, 3))).toMatchObject({
    code: 'document-malformed',
  })
})

test('a host that wrongly leaves its certificates out is asked for them next time', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  expect(client.requests[0]?.knownHostKeyId).toBeUndefined()
  const bare = (request: { nonce: Uint8Array }, cmid: string) =>
    answerBytes({ cmid, nonce: request.nonce, count: 26 })
  expect(await client.activate(bare)).toMatchObject({ kind: 'activated' })
  expect(client.requests[1]?.knownHostKeyId).toHaveLength(8)
})

test('R4.8 certificates that end within 4 hours are not named, so that a host activated anew sends its new one', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  const endMs = sampleHostCertificate.expiresSeconds * 1_000
  client.nowMs = endMs - 240 * minuteMs - 1_000
  await client.activate(failing('connection-refused'))
  expect(client.requests.at(-1)?.knownHostKeyId).toHaveLength(8)
  client.nowMs = endMs - 240 * minuteMs
  await client.activate(failing('connection-refused'))
  expect(client.requests.at(-1)?.knownHostKeyId).toBeUndefined()
})

test('each request continues the lease before it', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(1))
  await client.activate(answering(2))
  expect(client.requests[0]?.previousLeaseId).toBeUndefined()
  expect(client.requests[1]?.previousLeaseId).toHaveLength(8)
})

test('R4.9 a clock that is set back lengthens neither validity nor grace', async () => {
  const client = await new VirtualClient().setUp({ validityMinutes: 60 })
  await client.activate(answering(25))
  client.nowMs = startMs + 61 * minuteMs
  await client.activate(answering(1))
  expect(client.licenceState).toBe(3)
  client.nowMs = startMs
  expect(client.licenceState).toBe(3)
})

test('R4.1 a licence without the host channel has no channel left', async () => {
  const client = await new VirtualClient().setUp({ channels: ['mak'] })
  expect(client.do({ kind: 'activation-requested', productId }).refused?.code).toBe('no-channel')
})

test('R1.2 a licence of another vendor is refused and changes nothing', async () => {
  const client = new VirtualClient()
  const productLicence = await licenceBytes()
  const result = client.do({
    kind: 'licence-installed',
    productLicence,
    roots: [sampleKeys.otherRoot.publicKey],
  })
  expect(result.refused?.code).toBe('document-signer-unknown')
  expect(client.state.products.size).toBe(0)
})

test('R1.2 a newer licence of an installed product grants no new grace', async () => {
  const client = await new VirtualClient().setUp()
  client.nowMs += 10 * dayMs
  client.do({ kind: 'licence-installed', productLicence: await licenceBytes({ threshold: 3 }), roots })
  expect(client.assessment.untilMs).toBe(startMs + 30 * dayMs)
})

test('R4.8 a newer licence with a higher threshold ends an activation that did not reach it', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  client.do({ kind: 'licence-installed', productLicence: await licenceBytes({ threshold: 26 }), roots })
  expect(client.licenceState).toBe(3)
})

test('R7 request and answer are written with their fields in the order of the rules', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  const [sent, processed] = client.events.filter(({ id }) => id === 12288 || id === 12289)
  expect(Object.values(sent?.fields ?? {})).toEqual([
    0,
    0,
    'host.test:1688',
    client.state.cmid,
    `t${startMs}`,
    1,
    2,
    30 * 24 * 60,
    productId,
    25,
  ])
  expect(Object.values(processed?.fields ?? {})).toEqual([0, 0, 1, 0, 25, 120, 10_080, `t${startMs}`])
})

test('R7 a host that was not reached leaves a 12288 with its code and no 12289', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(failing('connection-timeout'))
  expect(client.events.filter(({ id }) => id === 12288 || id === 12289)).toMatchObject([
    { id: 12288, code: 'connection-timeout' },
  ])
})

test('R4.11 after a restart the licensed state is proven by the lease again', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  client.reload()
  expect(client.licenceState).toBe(1)
  expect(testCryptography.sha256(client.product.stored.evidence?.lease ?? new Uint8Array())).toHaveLength(32)
})
