/** Retention removes the oldest, in small steps (R2.11). */
import { describe, expect, test } from 'vitest'
import { ask, numberOf, pendingOf, startMs } from './samples.ts'
import type { StoreBench } from './store-bench.ts'

const all = { beforeMs: Number.NEGATIVE_INFINITY, eventsMax: 1_000, rowsMax: 1_000 }

/** Declares the tests of retention. */
export function describeRetention(bench: StoreBench): void {
  const eventTimes = async () =>
    (await bench.store.events({ limit: 100 })).items.map(({ event }) => event.timeMs - startMs)
  const machines = async () =>
    (await bench.store.machines({ nowMs: startMs, limit: 100 })).items.map(({ cmid }) => numberOf(cmid))
  const askAt = async (...times: readonly number[]) => {
    for (const time of times) await ask(bench.store, pendingOf(time, { nowMs: startMs + time }))
  }

  describe('retention', () => {
    test('R2.11 removes what is older than a moment, which stays itself', async () => {
      await askAt(1, 2, 3)
      expect(await bench.store.applyRetention({ ...all, beforeMs: startMs + 2 })).toEqual({
        eventsRemoved: 1,
        machinesRemoved: 1,
      })
      expect(await eventTimes()).toEqual([3, 2])
      expect(await machines()).toEqual([3, 2])
    })

    test('R2.11 removes the oldest events beyond a number, and no machine for it', async () => {
      await askAt(1, 2, 3, 4)
      expect(await bench.store.applyRetention({ ...all, eventsMax: 4 })).toMatchObject({ eventsRemoved: 0 })
      expect(await bench.store.applyRetention({ ...all, eventsMax: 3 })).toMatchObject({ eventsRemoved: 1 })
      expect(await eventTimes()).toEqual([4, 3, 2])
      expect(await machines()).toEqual([4, 3, 2, 1])
    })

    test('R2.11 goes in steps of so many rows, the oldest first', async () => {
      await askAt(1, 2, 3, 4, 5)
      const step = { beforeMs: startMs + 4, eventsMax: 1, rowsMax: 2 }
      expect(await bench.store.applyRetention(step)).toEqual({ eventsRemoved: 2, machinesRemoved: 2 })
      expect(await eventTimes()).toEqual([5, 4, 3])
      expect(await bench.store.applyRetention(step)).toEqual({ eventsRemoved: 2, machinesRemoved: 1 })
      expect(await eventTimes()).toEqual([5])
      expect(await bench.store.applyRetention(step)).toEqual({ eventsRemoved: 0, machinesRemoved: 0 })
    })

    test('R2.11 the number of events is right after steps, restarts and failed commits', async () => {
      await askAt(1, 2, 3)
      await bench.store.applyRetention({ ...all, beforeMs: startMs + 2 })
      const mend = await bench.data.breakCommits()
      await askAt(4).catch(() => undefined)
      await mend()
      await askAt(5)
      await bench.restart()
      expect(await bench.store.applyRetention({ ...all, eventsMax: 3 })).toMatchObject({ eventsRemoved: 0 })
      expect(await bench.store.applyRetention({ ...all, eventsMax: 2 })).toMatchObject({ eventsRemoved: 1 })
      expect(await eventTimes()).toEqual([5, 3])
    })

    test('R2.3 neither the count nor the counters change', async () => {
      await askAt(1, 2)
      await bench.store.applyRetention({ beforeMs: startMs + 100, eventsMax: 0, rowsMax: 1_000 })
      expect(await eventTimes()).toEqual([])
      expect((await bench.store.counters()).total).toBe(2)
      expect(await ask(bench.store, pendingOf(3))).toEqual([3])
    })

    test('a cursor into what was removed reads on behind it', async () => {
      await askAt(1, 2, 3, 4)
      const { next } = await bench.store.events({ limit: 1, oldestFirst: true })
      await bench.store.applyRetention({ ...all, beforeMs: startMs + 4 })
      const { items } = await bench.store.events({ limit: 9, oldestFirst: true, after: next ?? '' })
      expect(items.map(({ event }) => event.timeMs - startMs)).toEqual([4])
    })

    test('a sequence is never given twice, also when every event was removed', async () => {
      await askAt(1, 2)
      await bench.store.applyRetention({ ...all, beforeMs: startMs + 100 })
      await bench.restart()
      await askAt(3)
      expect((await bench.store.events({ limit: 1 })).items[0]?.sequence).toBe(3)
    })
  })
}
