/** A batch happens whole or not at all, and batches run one after another. */
import { describe, expect, test } from 'vitest'
import { applicationOf, ask, contentOf, pendingOf } from './samples.ts'
import { codeOfRejection, type StoreBench } from './store-bench.ts'

/** Declares the tests of atomicity. */
export function describeAtomicity(bench: StoreBench): void {
  describe('atomicity', () => {
    test('R2.10 what the decision throws is passed on, and nothing is written', async () => {
      await ask(bench.store, pendingOf(1))
      const before = await contentOf(bench.store)
      const thrown = new RangeError('of the decision')
      const failing = bench.store.commitBatch([applicationOf(1)], () => {
        throw thrown
      })
      await expect(failing).rejects.toBe(thrown)
      expect(await contentOf(bench.store)).toEqual(before)
      expect(await ask(bench.store, pendingOf(2))).toEqual([2])
    })

    test('R2.10 a commit that fails is store-failed, nothing of it is there, and the next one works', async () => {
      await ask(bench.store, pendingOf(1))
      const before = await contentOf(bench.store)
      const mend = await bench.data.breakCommits()
      expect(await codeOfRejection(ask(bench.store, pendingOf(2), pendingOf(3)))).toBe('store-failed')
      expect(await contentOf(bench.store)).toEqual(before)
      expect(await codeOfRejection(ask(bench.store, pendingOf(2)))).toBe('store-failed')
      await mend()
      expect(await ask(bench.store, pendingOf(4))).toEqual([2])
      expect((await (await bench.restart()).events({ limit: 10 })).items).toHaveLength(2)
    })

    test('R2.2 batches that are handed in at once are counted one after another', async () => {
      const batches = Array.from({ length: 10 }, (_, index) => ask(bench.store, pendingOf(index + 1)))
      const told = await Promise.all(batches)
      expect(told.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect((await bench.store.counters()).total).toBe(10)
    })

    test('a failing batch among others takes none of them with it', async () => {
      const first = ask(bench.store, pendingOf(1))
      const failing = bench.store.commitBatch([], () => {
        throw new RangeError('of the decision')
      })
      const last = ask(bench.store, pendingOf(2))
      const ends = await Promise.allSettled([first, failing, last])
      expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await last).toEqual([2])
    })

    test('two stores on the same data count together', async () => {
      const other = await bench.open()
      expect(await ask(bench.store, pendingOf(1))).toEqual([1])
      expect(await ask(other, pendingOf(2))).toEqual([2])
      expect(await ask(bench.store, pendingOf(3))).toEqual([3])
      const told = await Promise.all([
        ask(other, pendingOf(4)),
        ask(bench.store, pendingOf(5)),
        ask(other, pendingOf(6)),
      ])
      expect(new Set(told.flat())).toEqual(new Set([4, 5, 6]))
      expect(await contentOf(other)).toEqual(await contentOf(bench.store))
    })
  })
}
