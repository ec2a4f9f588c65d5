import { expect, test } from 'vitest'
import { answerBytes, sampleCertificates } from '../documents/chain.fixtures.ts'
import { testCryptography, testSigner } from '../documents/cryptography.fixtures.ts'
import { cmidOf } from '../documents/index.ts'
import { assessProduct } from './assess.ts'
import { storedInstallation } from './client-state.ts'
import { explainState } from './explain.ts'
import { forfeitedInstallation } from './installation-state.ts'
import {
  answering,
  dayMs,
  failing,
  keyDigest,
  licenceBytes,
  minuteMs,
  otherKeyDigest,
  productId,
  roots,
  setupKey,
  startMs,
  VirtualClient,
} from './virtual-client.fixtures.ts'

const otherProductId = '11111111-2222-4333-8444-555555555555'

async function withTwoProducts(): Promise<VirtualClient> {
  const client = await new VirtualClient().setUp()
  const productLicence = await licenceBytes({}, { productId: otherProductId, name: 'Atlas Draw' })
  client.do({ kind: 'licence-installed', productLicence, roots })
  client.do({ kind: 'key-installed', productId: otherProductId, key: setupKey, keyDigest: otherKeyDigest })
  return client
}

async function activateOther(client: VirtualClient): Promise<void> {
  const { effects } = client.do({ kind: 'activation-requested', productId: otherProductId })
  const sent = effects.find((effect) => effect.kind === 'send-request')
  if (sent === undefined) throw new Error('Nothing was sent.')
  const { clientPublicKey, nonce } = sent.request
  const packet = await answerBytes(
    { cmid: cmidOf(clientPublicKey, testCryptography), productId: otherProductId, nonce, count: 25 },
    { certificates: await sampleCertificates() },
  )
  client.do({ kind: 'packet-received', productId: otherProductId, packet })
}

function otherState(client: VirtualClient): number | undefined {
  const product = client.state.products.get(otherProductId)
  return product && assessProduct(product, client.nowMs).state
}

test('R1.1 the products of one machine ask under one CMID, each with a lease of its own', async () => {
  const client = await withTwoProducts()
  await client.activate(answering(25))
  expect([client.licenceState, otherState(client)]).toEqual([1, 2])
  await activateOther(client)
  expect([client.licenceState, otherState(client)]).toEqual([1, 1])
  const [first, second] = client.requests
  expect(second?.clientPublicKey).toEqual(first?.clientPublicKey)
})

test('R4.5 another key of one product gives the machine another CMID: all products are to be activated again', async () => {
  const client = await withTwoProducts()
  await client.activate(answering(25))
  await activateOther(client)
  client.do({ kind: 'key-installed', productId: otherProductId, key: setupKey, keyDigest })
  expect([client.licenceState, otherState(client)]).toEqual([3, 3])
})

test('R4.6 a rearm needs a rearm left for every product', async () => {
  const client = await withTwoProducts()
  const productLicence = await licenceBytes({ rearmLimit: 0 }, { productId: otherProductId })
  client.do({ kind: 'licence-installed', productLicence, roots })
  expect(client.do({ kind: 'rearm-requested' }).refused?.code).toBe('rearms-exhausted')
})

test('an action on a product that is not installed has its code', async () => {
  const client = await new VirtualClient().setUp()
  for (const kind of ['activation-requested', 'key-removed', 'timer-due', 'revocation-verified'] as const)
    expect(client.do({ kind, productId: otherProductId }).refused?.code).toBe('product-unknown')
  expect(new VirtualClient().do({ kind: 'rearm-requested' }).refused?.code).toBe('licence-missing')
})

test('a key that was just installed is activated within seconds where timers run', async () => {
  const client = new VirtualClient()
  client.do({ kind: 'licence-installed', productLicence: await licenceBytes(), roots })
  const { effects } = client.do({ kind: 'key-installed', productId, key: setupKey, keyDigest })
  const timer = effects.find((effect) => effect.kind === 'set-timer')
  expect(timer?.atMs).toBeLessThanOrEqual(startMs + minuteMs)
})

test('an attempt that a changed clock moved far away is due at the next start', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  client.nowMs -= 3 * 60 * minuteMs
  client.reload()
  client.start()
  expect(client.product.stored.nextAttemptMs).toBe(startMs + 7 * dayMs)
  client.nowMs -= 8 * dayMs
  client.start()
  expect(client.product.stored.nextAttemptMs).toBe(client.nowMs)
})

test('listeners are told once when the state is another, also when time alone brings it', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  const notifies = () => client.effects.filter(({ kind }) => kind === 'notify').length
  client.do({ kind: 'timer-due', productId })
  expect(notifies()).toBe(0)
  client.nowMs += 181 * dayMs
  client.do({ kind: 'timer-due', productId })
  expect(notifies()).toBe(1)
})

test('a state is explained in words with the days that are left', async () => {
  const client = await new VirtualClient().setUp()
  const explain = () => explainState(client.state, client.product, client.nowMs)
  expect(explain()).toMatchObject({ daysLeft: 30, remedy: 'Activate it with "muster client activate".' })
  await client.activate(answering(24))
  expect(explain().remedy).toContain('24 of 25 have asked, 1 is missing.')
  await client.activate(answering(25))
  expect(explain()).toEqual({
    sentence: 'Atlas Office is activated; the activation lasts 180 days and renews itself.',
    daysLeft: 180,
  })
  client.nowMs += 180 * dayMs - 1
  expect(explain().sentence).toContain('lasts 1 day and')
  client.nowMs += 1 + 30 * dayMs
  expect(explain().daysLeft).toBeUndefined()
  await client.activate(failing('connection-refused'))
  expect(explain().remedy).toContain('Follow the remedy of each host')
  client.do({ kind: 'key-removed', productId })
  expect(explain().remedy).toBe('Install the product key.')
})

test('R4.11 what is left after damage explains itself', async () => {
  const client = await new VirtualClient().setUp()
  const forfeited = forfeitedInstallation(
    testSigner('new').publicKey,
    storedInstallation(client.state),
    startMs,
  )
  expect(forfeited.products[0]?.lastError?.code).toBe('state-damaged')
})
