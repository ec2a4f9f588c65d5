import type { Timers } from '@muster/core/ports'
import { decodeRequest, verifyRequest } from '@muster/core/wire'
import { nodeCryptography, systemTimers } from '@muster/node'
import { openMemoryHostStore } from '@muster/store/memory'
import { describe, expect, test } from 'vitest'
import { TestMachine } from '../machine.fixtures.ts'
import { TestVendor } from '../vendor.fixtures.ts'
import { ActivationBatch, batchRequestsMax, manyRequestsMin } from './activation-batch.ts'

const vendor = new TestVendor()
const nowMs = Date.now()

describe('group commit', () => {
  test('R2.10 requests of one turn share a commit', async () => {
    const { batch, commits } = counting()
    const pending = await requests(10)
    await Promise.all(pending.map((request) => batch.join(request)))
    expect(commits()).toBe(1)
  })

  test('R2.10 requests that arrive turn by turn still share a commit', async () => {
    const { batch, commits } = counting()
    const decisions: Promise<unknown>[] = []
    for (const request of await requests(20)) {
      decisions.push(batch.join(request))
      await new Promise(setImmediate)
    }
    await Promise.all(decisions)
    expect(commits()).toBeLessThan(5)
  })

  test('a batch is bounded; what is beyond goes into the next one, in order', async () => {
    const { batch, commits } = counting()
    const order: number[] = []
    const pending = await requests(1)
    const [one] = pending
    if (one === undefined) throw new Error('no request')
    const many = Array.from({ length: batchRequestsMax + 1 }, (_, index) =>
      batch.join(one).then(() => order.push(index)),
    )
    await Promise.all(many)
    expect(commits()).toBe(2)
    expect(order).toEqual([...order].sort((left, right) => left - right))
  })

  test('R10 beyond the queue a request is refused at once', async () => {
    const { batch } = counting(3)
    const pending = await requests(4)
    const outcomes = await Promise.allSettled(pending.map((request) => batch.join(request)))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
    expect(outcomes[3]).toMatchObject({ reason: { code: 'host-busy' } })
  })

  test('R2.10 where many ask on new connections, those that come within the pauses share a commit', async () => {
    const { batch, commits, pauses } = counting()
    const join = async (count: number) => {
      for (let opened = 0; opened < count; opened++) batch.noteOpened()
      return (await requests(count)).map((request) => batch.join(request))
    }
    await Promise.all(await join(manyRequestsMin))
    const first = await join(1)
    await expect.poll(() => pauses.length).toBe(1)
    const later = await join(3)
    pauses.shift()?.()
    await expect.poll(() => pauses.length).toBe(1)
    expect(commits()).toBe(1)
    pauses.shift()?.()
    await Promise.all([...first, ...later])
    expect([commits(), pauses.length]).toEqual([2, 0])
  })

  test.each([
    ['few ask', manyRequestsMin - 1, 2],
    ['many ask on connections that they keep', manyRequestsMin, 0],
  ])('R2.10 where %s, nobody waits for others', async (_, before, opened) => {
    const { batch, commits, pauses } = counting()
    await Promise.all((await requests(before)).map((request) => batch.join(request)))
    for (let count = 0; count < opened; count++) batch.noteOpened()
    await Promise.all((await requests(2)).map((request) => batch.join(request)))
    expect([commits(), pauses.length]).toEqual([2, 0])
  })

  test('it is idle when every request has its decision', async () => {
    const { batch, commits } = counting()
    await batch.idle()
    const decisions = (await requests(3)).map((request) => batch.join(request))
    await batch.idle()
    expect(commits()).toBe(1)
    await Promise.all(decisions)
  })
})

function counting(requestsWaitingMax = 1_000) {
  let commits = 0
  const store = openMemoryHostStore()
  const commit = store.commitBatch.bind(store)
  store.commitBatch = (applicationIds, decide) => {
    commits++
    return commit(applicationIds, decide)
  }
  const decisionContext = () => ({ port: 1688 })
  /** Pauses under way: a test ends them itself. */
  const pauses: (() => void)[] = []
  const timers: Timers = {
    after(delayMs, callback) {
      if (delayMs === 0) return systemTimers.after(delayMs, callback)
      pauses.push(callback)
      return () => undefined
    },
  }
  const batch = new ActivationBatch({ store, timers, requestsWaitingMax, decisionContext })
  return { batch, commits: () => commits, pauses }
}

function requests(count: number) {
  const coverage = { kind: 'refused', code: 'product-not-served' } as const
  return Promise.all(
    Array.from({ length: count }, async () => {
      const packet = await new TestMachine().packet(vendor.client, nowMs)
      const request = verifyRequest(decodeRequest(packet), nodeCryptography)
      return { request, address: '192.0.2.1', coverage, fresh: { nowMs, leaseId: new Uint8Array(8) } }
    }),
  )
}
