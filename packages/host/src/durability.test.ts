import { AppError } from '@muster/core/errors'
import { eventIds } from '@muster/core/events'
import type { BatchOutcome, HostStore } from '@muster/core/stores'
import { encodeFrame } from '@muster/core/wire'
import { describe, expect, test } from 'vitest'
import { TestHost } from './host.fixtures.ts'
import { RawConnection, TestMachine } from './machine.fixtures.ts'

/** A store whose commits wait until they are let go, and may fail. */
class HeldCommits {
  readonly waiting: ((failure?: Error) => void)[] = []
  isHolding = false

  wrap = (store: HostStore): HostStore =>
    new Proxy(store, {
      get: (target, name) => {
        if (name === 'commitBatch') return this.#commitBatch.bind(this, target)
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })

  release(failure?: Error): void {
    for (const letGo of this.waiting.splice(0)) letGo(failure)
  }

  async #commitBatch<Result>(
    store: HostStore,
    applicationIds: readonly string[],
    decide: Parameters<HostStore['commitBatch']>[1],
  ): Promise<Result> {
    if (this.isHolding) {
      const failure = await new Promise<Error | undefined>((resolve) => {
        this.waiting.push(resolve)
      })
      if (failure !== undefined) throw failure
    }
    return store.commitBatch(applicationIds, decide as () => BatchOutcome<Result>)
  }
}

describe('an answer and its commit', () => {
  test('R2.10 nothing is answered before the commit, and what waited meanwhile shares the next one', async () => {
    const commits = new HeldCommits()
    await using host = await TestHost.start({ wrapStore: commits.wrap })
    commits.isHolding = true
    const connections = await Promise.all(Array.from({ length: 6 }, () => RawConnection.open(host.port)))
    const replies: Uint8Array[] = []
    for (const connection of connections) {
      connection.send(encodeFrame(await new TestMachine().packet(host.vendor.client, host.nowMs)))
      void connection.receive().then((packet) => packet && replies.push(packet))
    }
    await expect.poll(() => commits.waiting.length).toBe(1)
    expect(replies).toEqual([])
    commits.release()
    await expect.poll(() => commits.waiting.length + replies.length).toBeGreaterThan(0)
    while (replies.length < 6) {
      commits.release()
      await new Promise(setImmediate)
    }
    const counts = replies
      .map((packet) => host.read(packet))
      .map((reply) => reply.kind === 'answer' && reply.count)
    expect(new Set(counts)).toEqual(new Set([1, 2, 3, 4, 5, 6]))
    commits.isHolding = false
    for (const connection of connections) connection.close()
  })

  test('R2.10 a commit that fails answers nobody: refused, not stored, and the log says why', async () => {
    const commits = new HeldCommits()
    await using host = await TestHost.start({ wrapStore: commits.wrap })
    commits.isHolding = true
    const asking = host.ask(host.vendor.client)
    await expect.poll(() => commits.waiting.length).toBe(1)
    commits.release(new AppError('store-failed', 'disk full'))
    expect(await asking).toEqual({ kind: 'refusal', code: 'host-busy', isSigned: true })
    commits.isHolding = false
    expect((await host.host.status()).counters.total).toBe(0)
    expect((await host.store.events({ limit: 5, id: eventIds.requestProcessed })).items).toEqual([])
    expect(host.linesOf('store-failed', 'store-failed')).toHaveLength(1)
    expect(await host.count(host.vendor.client)).toBe(1)
  })

  test('R10 requests beyond the queue are refused as busy while the store hangs, and the queue is answered later', async () => {
    const commits = new HeldCommits()
    await using host = await TestHost.start({ wrapStore: commits.wrap, limits: { requestsWaitingMax: 3 } })
    commits.isHolding = true
    const first = host.ask(host.vendor.client)
    await expect.poll(() => commits.waiting.length).toBe(1)
    const others = Array.from({ length: 5 }, () => host.ask(host.vendor.client))
    await expect.poll(() => host.linesOf('request-refused', 'host-busy').length).toBe(2)
    commits.isHolding = false
    commits.release()
    const kinds = (await Promise.all([first, ...others])).map((reply) => reply.kind)
    expect(kinds.filter((kind) => kind === 'answer')).toHaveLength(4)
  })

  test('R2.10 every answered machine is there after a restart', async () => {
    await using host = await TestHost.start()
    for (let machine = 1; machine <= 7; machine++) await host.count(host.vendor.client)
    await host.restart()
    expect((await host.host.status()).counters.total).toBe(7)
    expect(await host.count(host.vendor.client)).toBe(8)
  })
})

describe('stopping', () => {
  test('what was accepted is answered, idle connections are closed, new ones are refused', async () => {
    const commits = new HeldCommits()
    await using host = await TestHost.start({ wrapStore: commits.wrap })
    commits.isHolding = true
    const idle = await RawConnection.open(host.port)
    const asking = host.ask(host.vendor.client)
    await expect.poll(() => commits.waiting.length).toBe(1)
    const stopped = host.host.stop()
    commits.isHolding = false
    commits.release()
    expect(await asking).toMatchObject({ kind: 'answer', count: 1 })
    await stopped
    await idle.closed
    await expect(RawConnection.open(host.port)).rejects.toThrow()
    expect((await host.host.status()).service).toBe('stopped')
  })

  test('a packet that comes while the host stops is refused with its code', async () => {
    await using host = await TestHost.start()
    await host.host.stop()
    const packet = await new TestMachine().packet(host.vendor.client, host.nowMs)
    const outcome = await host.host.handlePacket(packet, '127.0.0.1')
    expect(host.read(outcome.packet)).toMatchObject({ code: 'host-stopping' })
    expect(outcome.keepOpen).toBe(false)
  })

  test('a store that hangs does not hold up the stop for longer than the deadline', async () => {
    const commits = new HeldCommits()
    await using host = await TestHost.start({ wrapStore: commits.wrap, limits: { stopMs: 50 } })
    commits.isHolding = true
    const asking = host.ask(host.vendor.client).catch(() => 'closed')
    await expect.poll(() => commits.waiting.length).toBe(1)
    const stopped = host.host.stop()
    expect(await asking).toBe('closed')
    await expect.poll(() => commits.waiting.length).toBe(2)
    commits.isHolding = false
    commits.release()
    await stopped
  })
})
