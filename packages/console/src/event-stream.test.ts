import type { Timers } from '@muster/core/ports'
import { describe, expect, test } from 'vitest'
import { eventStream } from './event-stream.ts'

const timers: Timers = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

describe('a live stream', () => {
  test('sends named messages with ids again and again, and ends when the service stops', async () => {
    const stopping = new AbortController()
    let turn = 0
    const response = eventStream({ timers, intervalMs: 1, signal: stopping.signal }, async (send) => {
      turn += 1
      send({ event: 'news', data: { turn }, id: String(turn) })
      if (turn === 3) stopping.abort()
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const text = await response.text()
    expect(text.startsWith('retry: 2000\n\n')).toBe(true)
    expect(text).toContain('id: 1\nevent: news\ndata: {"turn":1}\n\n')
    expect(text).toContain('id: 3\nevent: news\n')
    expect(turn).toBe(3)
  })

  test('ends when its work fails: the browser connects again', async () => {
    const options = { timers, intervalMs: 1, signal: new AbortController().signal }
    const response = eventStream(options, () => Promise.reject(new Error('store')))
    expect(await response.text()).toBe('retry: 2000\n\n')
  })

  test('a reader that goes away ends the work', async () => {
    let turns = 0
    const options = { timers, intervalMs: 1, signal: new AbortController().signal }
    const response = eventStream(options, async () => {
      turns += 1
    })
    await response.body?.cancel()
    const after = turns
    await new Promise((resolve) => timers.after(20, () => resolve(undefined)))
    expect(turns).toBeLessThanOrEqual(after + 1)
  })
})
