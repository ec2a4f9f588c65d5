import type { ErrorCode } from '@muster/core/errors'
import type { Timers } from '@muster/core/ports'
import { describe, expect, it } from 'vitest'
import { keepPublished } from './keep-published.ts'

const hourMs = 60 * 60 * 1_000

/** Timers that a test moves on by hand. */
class VirtualTimers implements Timers {
  nowMs = 0
  #waiting: { readonly atMs: number; readonly run: () => void }[] = []

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, run }
    this.#waiting.push(timer)
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== timer)
    }
  }

  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms
    for (;;) {
      await settled()
      const [next] = this.#waiting.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)
      if (next === undefined) break
      this.nowMs = next.atMs
      this.#waiting = this.#waiting.filter((other) => other !== next)
      next.run()
    }
    this.nowMs = endMs
  }
}

/** Lets everything that waits for nothing but promises go on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** Publishing whose outcome the test chooses; notes when it was done. */
function start(timers: VirtualTimers, hasDomains = true) {
  const published: number[] = []
  const state = { enabled: true, code: 'success' as ErrorCode | 'success' }
  const publishing = {
    hasDomains: async () => hasDomains,
    isEnabled: async () => state.enabled,
    publish: async () => {
      published.push(timers.nowMs / hourMs)
      return [{ domain: 'corp.test', code: state.code, detail: '' }]
    },
  }
  const work = keepPublished(publishing, timers, (error) => {
    throw error
  })
  return { published, state, work }
}

describe('keeping a host published', () => {
  it('R5.1 publishes at the start and every 24 hours', async () => {
    const timers = new VirtualTimers()
    const { published } = start(timers)
    await timers.advance(72 * hourMs)
    expect(published).toEqual([0, 24, 48, 72])
  })

  it('tries again after an hour where a failure may pass by itself, and not where somebody has to act', async () => {
    const timers = new VirtualTimers()
    const { published, state } = start(timers)
    state.code = 'dns-no-answer'
    await timers.advance(2 * hourMs)
    state.code = 'dns-refused'
    await timers.advance(30 * hourMs)
    expect(published).toEqual([0, 1, 2, 3, 27])
  })

  it('R5.2 does nothing while it is switched off, and goes on within the hour when it is on again', async () => {
    const timers = new VirtualTimers()
    const { published, state } = start(timers)
    state.enabled = false
    await timers.advance(30 * hourMs)
    state.enabled = true
    await timers.advance(hourMs)
    expect(published).toEqual([31])
  })

  it('asks nobody where there is nothing to publish', async () => {
    const timers = new VirtualTimers()
    const { published } = start(timers, false)
    await timers.advance(48 * hourMs)
    expect(published).toEqual([])
  })

  it('ends when it is stopped', async () => {
    const timers = new VirtualTimers()
    const { published, work } = start(timers)
    await timers.advance(hourMs)
    await work.stop()
    await timers.advance(48 * hourMs)
    expect(published).toEqual([0])
  })
})
