/** The counts survive, with their order and their capacity. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applicationOf, ask, contentOf, dayMs, machinesIn, pendingOf, startMs } from './samples.ts'
import type { StoreBench } from './store-bench.ts'

/** Declares the tests of the counts. */
export function describeCounts(bench: StoreBench): void {
  describe('counts', () => {
    test('R2.2 batches see what those before them counted', async () => {
      expect(await ask(bench.store, pendingOf(1), pendingOf(2))).toEqual([1, 2])
      expect(await ask(bench.store, pendingOf(3))).toEqual([3])
      expect(await ask(bench.store)).toEqual([])
    })

    test('R2.10 a restart keeps everything', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(2, { bare: true }), pendingOf(3, { clockWrong: true }))
      const before = await contentOf(bench.store)
      expect(await contentOf(await bench.restart())).toEqual(before)
      expect(await ask(bench.store, pendingOf(4))).toEqual([3])
    })

    test('R2.4 the order of requests of one millisecond survives, and decides who leaves', async () => {
      for (let machine = 10; machine >= 1; machine--) await ask(bench.store, pendingOf(machine))
      await ask(bench.store, pendingOf(10), pendingOf(5))
      const [count] = await (await bench.restart()).counts()
      expect(machinesIn(count)).toEqual([9, 8, 7, 6, 4, 3, 2, 1, 10, 5])
      expect(await ask(bench.store, pendingOf(11))).toEqual([10])
      expect(machinesIn((await bench.store.counts())[0])).toEqual([8, 7, 6, 4, 3, 2, 1, 10, 5, 11])
    })

    test('R2.4 the capacity never shrinks, across a restart either', async () => {
      await ask(bench.store, pendingOf(1, { policy: { threshold: 25 } }))
      await bench.restart()
      await ask(bench.store, pendingOf(2, { nowMs: startMs + 400 * dayMs }))
      const [count] = await (await bench.restart()).counts()
      expect(count).toMatchObject({ highestThreshold: 25, capacity: 50, nextSequence: 3 })
      expect(machinesIn(count)).toEqual([2])
    })

    test('R2.3 what was put and removed again within one batch is gone', async () => {
      const many = Array.from({ length: 12 }, (_, index) => pendingOf(index + 1))
      await ask(bench.store, ...many, pendingOf(1))
      const [count] = await (await bench.restart()).counts()
      expect(machinesIn(count)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 1])
    })

    test('applications are kept apart, in order of their id', async () => {
      await ask(bench.store, pendingOf(1, { application: 2 }), pendingOf(1), pendingOf(2))
      const counts = await (await bench.restart()).counts()
      expect(counts.map(({ applicationId }) => applicationId)).toEqual([applicationOf(1), applicationOf(2)])
      expect(counts.map(machinesIn)).toEqual([[1, 2], [1]])
    })

    test('R9.4 the fingerprint that a machine counts by survives', async () => {
      const policy = { churn: 'once' } as const
      await ask(bench.store, pendingOf(1, { policy }), pendingOf(2))
      await bench.restart()
      expect(await ask(bench.store, pendingOf(257, { policy }))).toEqual([2])
      expect(machinesIn((await bench.store.counts())[0])).toEqual([2, 257])
    })

    test('an application that was only refused leaves no count', async () => {
      expect(await ask(bench.store, pendingOf(1, { clockWrong: true }))).toEqual(['clock-difference'])
      expect(await bench.store.counts()).toEqual([])
      expect(await (await bench.restart()).counts()).toEqual([])
    })

    test('R2.9 counters add up', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(8), pendingOf(2, { clockWrong: true }))
      await ask(bench.store, pendingOf(1))
      const counters = await (await bench.restart()).counters()
      expect(counters).toMatchObject({ total: 4, failed: 1, 'state-1': 3, 'state-2': 1, 'state-6': 0 })
    })

    describeAnyHistory(bench)
  })
}

const stepArbitrary = fc.record({
  machine: fc.integer({ min: 1, max: 8 }),
  application: fc.integer({ min: 1, max: 2 }),
  jumpMs: fc.constantFrom(0, 0, 1, 10 * dayMs, 31 * dayMs, -5 * dayMs),
  once: fc.boolean(),
})

function describeAnyHistory(bench: StoreBench): void {
  test('R2.10 after any history a restart tells the same', async () => {
    const batches = fc.array(fc.array(stepArbitrary, { maxLength: 12 }), { minLength: 1, maxLength: 6 })
    let nowMs = startMs
    await fc.assert(
      fc.asyncProperty(batches, async (history) => {
        for (const batch of history) {
          const pendings = batch.map(({ machine, application, jumpMs, once }) => {
            nowMs += jumpMs
            const policy = { threshold: 3, churn: once ? 'once' : 'each-cmid' } as const
            return pendingOf(machine, { application, policy, nowMs })
          })
          await ask(bench.store, ...pendings)
        }
        const before = await contentOf(bench.store)
        expect(await contentOf(await bench.restart())).toEqual(before)
      }),
      { numRuns: 15 },
    )
  })
}
