/** The inventory remembers every machine that was answered, newest first. */
import type { MachineQuery } from '@muster/core/stores'
import { describe, expect, test } from 'vitest'
import { applicationOf, ask, cmidOf, dayMs, numberOf, pendingOf, productOf, startMs } from './samples.ts'
import { codeOfRejection, type StoreBench } from './store-bench.ts'

/** Declares the tests of the inventory. */
export function describeInventory(bench: StoreBench): void {
  const read = (query: Partial<MachineQuery> = {}) =>
    bench.store.machines({ nowMs: startMs, limit: 100, ...query })
  const numbersOf = async (query: Partial<MachineQuery> = {}) => {
    const { items, next } = await read(query)
    return { numbers: items.map(({ cmid }) => numberOf(cmid)), next }
  }

  describe('inventory', () => {
    test('R2.14 a machine with all that it said, and without what it left out', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(2, { bare: true, nowMs: startMs - 1 }))
      expect((await read()).items).toEqual([
        {
          cmid: cmidOf(1),
          productId: productOf(1),
          applicationId: applicationOf(1),
          machineName: 'machine-1',
          address: '192.0.2.1',
          licenceState: 1,
          virtual: true,
          minutesToStateExpiry: 1,
          fingerprint: '01'.repeat(8),
          seenAtMs: startMs,
          firstSeenMs: startMs,
          counted: true,
        },
        {
          cmid: cmidOf(2),
          productId: productOf(1),
          applicationId: applicationOf(1),
          address: '192.0.2.2',
          licenceState: 2,
          virtual: false,
          minutesToStateExpiry: 2,
          seenAtMs: startMs - 1,
          firstSeenMs: startMs - 1,
          counted: true,
        },
      ])
    })

    test('R2.14 a later request renews the record and keeps when it was first seen', async () => {
      await ask(bench.store, pendingOf(1, { machineName: 'before' }))
      await ask(bench.store, pendingOf(1, { machineName: 'after', nowMs: startMs + 5 }))
      await ask(bench.store, pendingOf(1, { bare: true, nowMs: startMs + 6, product: 2 }))
      const { items } = await read()
      expect(items).toMatchObject([
        { productId: productOf(2), firstSeenMs: startMs + 6 },
        { productId: productOf(1), machineName: 'after', firstSeenMs: startMs, seenAtMs: startMs + 5 },
      ])
      expect(items[0]).not.toHaveProperty('machineName')
    })

    test('R2.14 where the clock was set back, a machine was first seen when it was last seen', async () => {
      await ask(bench.store, pendingOf(1))
      await ask(bench.store, pendingOf(1, { nowMs: startMs - 5 }))
      expect((await read()).items).toMatchObject([{ firstSeenMs: startMs - 5, seenAtMs: startMs - 5 }])
    })

    test('R2.14 it holds more machines than the cache, and says which are counted', async () => {
      for (let machine = 1; machine <= 12; machine++)
        await ask(bench.store, pendingOf(machine, { nowMs: startMs + machine }))
      const { items } = await read({ nowMs: startMs + 12 })
      expect(items.map(({ counted }) => counted)).toEqual([...new Array(10).fill(true), false, false])
      const endMs = startMs + 7 + 30 * dayMs
      const later = (await read({ nowMs: endMs })).items.filter(({ counted }) => counted)
      expect(later.map(({ cmid }) => numberOf(cmid))).toEqual([12, 11, 10, 9, 8])
    })

    test('R2.7 a machine that was refused is not in it', async () => {
      await ask(bench.store, pendingOf(1, { clockWrong: true }))
      expect((await read()).items).toEqual([])
    })

    test('of one application alone', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(2, { application: 2, product: 2 }), pendingOf(3))
      expect(await numbersOf({ applicationId: applicationOf(1) })).toMatchObject({ numbers: [3, 1] })
      expect(await numbersOf({ applicationId: applicationOf(3) })).toMatchObject({ numbers: [] })
      const page = await numbersOf({ applicationId: applicationOf(1), limit: 1 })
      const rest = { applicationId: applicationOf(1), after: page.next ?? '' }
      expect(await numbersOf(rest)).toEqual({ numbers: [1], next: undefined })
    })

    test('pages follow each other while machines arrive, also within one millisecond', async () => {
      for (const machine of [1, 2, 3, 4, 5]) await ask(bench.store, pendingOf(machine))
      const first = await numbersOf({ limit: 2 })
      expect(first.numbers).toEqual([5, 4])
      await ask(bench.store, pendingOf(6, { nowMs: startMs + 1 }))
      const second = await numbersOf({ limit: 2, after: first.next ?? '' })
      expect(second.numbers).toEqual([3, 2])
      const third = await numbersOf({ limit: 2, after: second.next ?? '' })
      expect(third).toEqual({ numbers: [1], next: undefined })
    })

    test('a page that is full and last says that nothing follows', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(2))
      expect(await numbersOf({ limit: 2 })).toEqual({ numbers: [2, 1], next: undefined })
    })

    test('two products of one machine are on two pages', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(1, { product: 2 }))
      const first = await read({ limit: 1 })
      const second = await read({ limit: 1, after: first.next ?? '' })
      expect([first, second].map(({ items }) => items[0]?.productId)).toEqual([productOf(2), productOf(1)])
    })

    test.each([
      '',
      'e1',
      'm1',
      'm1_x_y',
      `m1_${cmidOf(1)}`,
      `m1e3_${cmidOf(1)}_${productOf(1)}`,
      "m1' OR 1=1",
    ])('the cursor %j is refused', async (after) => {
      expect(await codeOfRejection(read({ after }))).toBe('cursor-invalid')
    })
  })
}
