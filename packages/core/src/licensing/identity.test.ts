import { expect, test } from 'vitest'
import type { HardwareFact } from '../ports/index.ts'
import {
  answering,
  dayMs,
  keyDigest,
  licenceBytes,
  otherKeyDigest,
  productId,
  roots,
  setupKey,
  startMs,
  VirtualClient,
} from './virtual-client.fixtures.ts'

const machineA: readonly HardwareFact[] = ['one', 'two', 'three', 'four'].map((name) => ({
  name,
  value: 'a',
}))

function withChanged(count: number): readonly HardwareFact[] {
  return machineA.map((fact, index) => (index < count ? { ...fact, value: 'b' } : fact))
}

test('R4.6 a rearm gives a new CMID and a new initial grace, and uses one of those left', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  const { cmid } = client.state
  client.nowMs += dayMs
  const result = client.do({ kind: 'rearm-requested' })
  expect(result.effects.map(({ kind }) => kind)).toEqual([
    'adopt-key-pair',
    'save',
    'write-event',
    'set-timer',
    'notify',
  ])
  expect(client.state.cmid).not.toBe(cmid)
  expect(client.assessment).toEqual({ state: 2, sinceMs: client.nowMs, untilMs: client.nowMs + 30 * dayMs })
  expect(client.product.stored).toMatchObject({ rearmsLeft: 4 })
  expect(client.product.stored.lastLeaseId).toBeUndefined()
})

test('R4.4 a rearm after the grace was extended once leads to the extended grace', async () => {
  const client = await new VirtualClient().setUp()
  client.do({ kind: 'rearm-requested' })
  expect(client.licenceState).toBe(2)
  client.do({ kind: 'rearm-requested' })
  expect(client.licenceState).toBe(6)
})

test('R4.6 with no rearm left it fails and changes nothing', async () => {
  const client = await new VirtualClient().setUp({ rearmLimit: 1 })
  client.do({ kind: 'rearm-requested' })
  const before = client.state
  const result = client.do({ kind: 'rearm-requested' })
  expect(result).toEqual({
    state: before,
    effects: [],
    refused: { code: 'rearms-exhausted', detail: 'Atlas Office.' },
  })
  expect(client.do({ kind: 'generalize-requested', skipRearm: false }).refused?.code).toBe('rearms-exhausted')
})

test('R4.6 a generalized image activates nothing and rearms at its next start', async () => {
  const client = await new VirtualClient().setUp()
  const { cmid } = client.state
  client.do({ kind: 'generalize-requested', skipRearm: false })
  expect(client.state.cmid).toBe(cmid)
  expect(client.do({ kind: 'activation-requested', productId }).refused?.code).toBe('restart-needed')
  client.reload()
  expect(client.do({ kind: 'activation-requested', productId }).refused?.code).toBe('restart-needed')
  client.start()
  expect(client.state.cmid).not.toBe(cmid)
  expect(client.product.stored.rearmsLeft).toBe(4)
  expect(await client.activate(answering(25))).toMatchObject({ kind: 'activated' })
})

test('R4.6 with --skip-rearm the CMID stays at every start, and no rearm is used', async () => {
  const client = await new VirtualClient().setUp()
  const { cmid } = client.state
  client.do({ kind: 'generalize-requested', skipRearm: true })
  client.reload()
  client.start()
  expect(client.state.cmid).toBe(cmid)
  expect(client.product.stored.rearmsLeft).toBe(5)
  expect(client.assessment.sinceMs).toBe(startMs)
})

test('R4.5 another product key means another CMID; the same key again does not', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  const { cmid } = client.state
  client.do({ kind: 'key-removed', productId })
  client.do({ kind: 'key-installed', productId, key: setupKey, keyDigest })
  expect(client.state.cmid).toBe(cmid)
  const result = client.do({ kind: 'key-installed', productId, key: setupKey, keyDigest: otherKeyDigest })
  expect(result.effects[0]?.kind).toBe('adopt-key-pair')
  expect(client.state.cmid).not.toBe(cmid)
})

test('R4.4 without its key the product is unlicensed; with it again the first grace goes on', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  client.nowMs += dayMs
  client.do({ kind: 'key-removed', productId })
  expect(client.licenceState).toBe(0)
  expect(client.do({ kind: 'activation-requested', productId }).refused?.code).toBe('product-key-missing')
  client.do({ kind: 'key-installed', productId, key: setupKey, keyDigest })
  expect(client.assessment).toEqual({ state: 2, sinceMs: startMs, untilMs: startMs + 30 * dayMs })
})

test('an answer that comes after the key was removed activates nothing', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(async (request, cmid) => {
    client.do({ kind: 'key-removed', productId })
    return answering(25)(request, cmid)
  })
  expect(client.licenceState).toBe(0)
})

test('R4.12 half of the facts the same is within tolerance, fewer is not', async () => {
  const client = await new VirtualClient().setUp()
  client.hardware = machineA
  client.start()
  await client.activate(answering(25))
  client.hardware = withChanged(2)
  client.start()
  expect(client.licenceState).toBe(1)
  client.hardware = withChanged(3)
  client.nowMs += dayMs
  client.start()
  expect(client.assessment).toMatchObject({ state: 3, sinceMs: client.nowMs })
  expect(client.product.stored.lastError?.code).toBe('hardware-changed')
  expect(client.product.stored.nextAttemptMs).toBe(client.nowMs)
})

test('R4.12 where no fact can be read none is compared', async () => {
  const client = await new VirtualClient().setUp()
  client.hardware = machineA
  client.start()
  await client.activate(answering(25))
  client.hardware = []
  client.start()
  expect(client.licenceState).toBe(1)
  expect(client.requests[0]?.fingerprint).toHaveLength(8)
  await client.activate(answering(25))
  expect(client.requests[1]?.fingerprint).toBeUndefined()
})

test('R4.12 the hardware of a new activation is what is compared from then on', async () => {
  const client = await new VirtualClient().setUp()
  client.hardware = machineA
  client.start()
  await client.activate(answering(25))
  client.hardware = withChanged(4)
  client.start()
  await client.activate(answering(26))
  client.start()
  expect(client.licenceState).toBe(1)
})

test('R4.4 a verified revocation leads to the revoked grace, and that to notification', async () => {
  const client = await new VirtualClient().setUp()
  await client.activate(answering(25))
  client.do({ kind: 'revocation-verified', productId })
  expect(client.assessment).toEqual({ state: 4, sinceMs: startMs, untilMs: startMs + 30 * dayMs })
  client.nowMs = startMs + 30 * dayMs
  expect(client.licenceState).toBe(5)
  await client.activate(answering(25))
  expect(client.licenceState).toBe(1)
})

test('R9.3 a copy that is asked to rearm takes a new CMID without using a rearm, and asks again at once', async () => {
  const client = await new VirtualClient().setUp({ onDuplicate: 'rearm' })
  const { cmid } = client.state
  let asked = 0
  const outcome = await client.activate((request, of) => {
    asked += 1
    return answering(25, asked === 1 ? { directive: 'rearm' } : {})(request, of)
  })
  expect(outcome).toMatchObject({ kind: 'activated' })
  expect(asked).toBe(2)
  expect(client.state.cmid).not.toBe(cmid)
  expect(client.product.stored.rearmsLeft).toBe(5)
})

test('R9.3 a host that asks again and again is obeyed once, and not at all where the licence says report', async () => {
  const obeying = await new VirtualClient().setUp({ onDuplicate: 'rearm' })
  await obeying.activate(answering(25, { directive: 'rearm' }))
  expect(obeying.requests).toHaveLength(2)
  const reporting = await new VirtualClient().setUp()
  const { cmid } = reporting.state
  expect(await reporting.activate(answering(25, { directive: 'rearm' }))).toMatchObject({ kind: 'activated' })
  expect(reporting.state.cmid).toBe(cmid)
})

test('R4.11 after damage a product that is installed gets no grace and no rearm, and can be activated', async () => {
  const damaged = new VirtualClient()
  damaged.state = { ...damaged.state, installation: { ...damaged.state.installation, damaged: true } }
  damaged.do({ kind: 'licence-installed', productLicence: await licenceBytes(), roots })
  damaged.do({ kind: 'key-installed', productId, key: setupKey, keyDigest })
  expect(damaged.licenceState).toBe(0)
  expect(damaged.do({ kind: 'rearm-requested' }).refused?.code).toBe('rearms-exhausted')
  await damaged.setUp()
  expect(damaged.licenceState).toBe(0)
  await damaged.activate(answering(25))
  expect(damaged.licenceState).toBe(1)
})
