/** The event log keeps every field and is read from either end. */
import { eventIds, type ServiceEvent } from '@muster/core/events'
import type { EventQuery } from '@muster/core/stores'
import { describe, expect, test } from 'vitest'
import { applicationOf, ask, cmidOf, pendingOf, productOf, startMs, writeEvents } from './samples.ts'
import { codeOfRejection, type StoreBench } from './store-bench.ts'

const started: ServiceEvent = {
  kind: 'service',
  id: eventIds.serviceStarted,
  timeMs: startMs,
  level: 'information',
  code: 'success',
  fields: { zone: 'corp.test', address: "it's \u{1f600}", port: 1688 },
}

/** Declares the tests of the event log. */
export function describeEvents(bench: StoreBench): void {
  const read = (query: Partial<EventQuery> = {}) => bench.store.events({ limit: 100, ...query })
  const timesOf = async (query: Partial<EventQuery> = {}) => {
    const { items, next } = await read(query)
    return { times: items.map(({ event }) => event.timeMs - startMs), next }
  }
  const writeAt = (...times: readonly number[]) =>
    writeEvents(bench.store, ...times.map((time) => ({ ...started, timeMs: startMs + time })))

  describe('events', () => {
    test('R2.11 a request that was answered, with all its fields', async () => {
      await ask(bench.store, pendingOf(1))
      const { items } = await (await bench.restart()).events({ limit: 1 })
      expect(items).toEqual([
        {
          sequence: 1,
          event: {
            kind: 'request-processed',
            timeMs: startMs,
            code: 'success',
            address: '192.0.2.1',
            request: {
              applicationId: applicationOf(1),
              productId: productOf(1),
              cmid: cmidOf(1),
              minimumCount: 5,
              machineName: 'machine-1',
              clientTimeSeconds: startMs / 1_000,
              virtual: true,
              licenceState: 1,
              minutesToStateExpiry: 1,
              fingerprint: '01'.repeat(8),
              previousLeaseId: 'ee'.repeat(8),
              leaseId: 'aa'.repeat(8),
              count: 1,
            },
          },
        },
      ])
    })

    test('R2.11 a request that was refused, without what it left out', async () => {
      await ask(bench.store, pendingOf(2, { bare: true, clockWrong: true }))
      const { items } = await read()
      expect(items[0]?.event).toEqual({
        kind: 'request-processed',
        timeMs: startMs,
        code: 'clock-difference',
        address: '192.0.2.2',
        request: {
          applicationId: applicationOf(1),
          productId: productOf(1),
          cmid: cmidOf(2),
          minimumCount: 5,
          clientTimeSeconds: 0,
          virtual: false,
          licenceState: 2,
          minutesToStateExpiry: 2,
        },
      })
    })

    test('an event of the service keeps its fields and their order', async () => {
      const failed: ServiceEvent = {
        ...started,
        id: 12_293,
        level: 'error',
        code: 'store-failed',
        fields: {},
      }
      await writeEvents(bench.store, started, failed)
      const { items } = await (await bench.restart()).events({ limit: 2 })
      expect(items.map(({ event }) => event)).toEqual([failed, started])
      const fields = items[1]?.event.kind === 'service' ? items[1].event.fields : {}
      expect(Object.keys(fields)).toEqual(['zone', 'address', 'port'])
    })

    test('newest first, or oldest first, in the order of writing whatever the clock said', async () => {
      await writeAt(0, 5, 3)
      expect((await timesOf()).times).toEqual([3, 5, 0])
      expect((await timesOf({ oldestFirst: true })).times).toEqual([0, 5, 3])
    })

    test('since a moment, which belongs to it', async () => {
      await writeAt(0, 5, 3, 6)
      expect((await timesOf({ sinceMs: startMs + 5 })).times).toEqual([6, 5])
      expect((await timesOf({ sinceMs: startMs + 6 })).times).toEqual([6])
      expect((await timesOf({ sinceMs: startMs + 7 })).times).toEqual([])
    })

    test('since a moment in the order of time, and those of one moment in the order of writing', async () => {
      await writeAt(9, 1, 7, 3, 7, 8)
      const since = { sinceMs: startMs + 3 }
      expect((await timesOf({ ...since, oldestFirst: true })).times).toEqual([3, 7, 7, 8, 9])
      expect((await timesOf(since)).times).toEqual([9, 8, 7, 7, 3])
      const pages = async (oldestFirst: boolean) => {
        const sequences: number[] = []
        let after: string | undefined
        do {
          const page = await read({
            ...since,
            oldestFirst,
            limit: 2,
            ...(after === undefined ? {} : { after }),
          })
          sequences.push(...page.items.map(({ sequence }) => sequence))
          after = page.next
        } while (after !== undefined)
        return sequences
      }
      expect(await pages(true)).toEqual([4, 3, 5, 6, 1])
      expect(await pages(false)).toEqual([1, 6, 5, 3, 4])
    })

    test('since a moment, with one number or of one machine, in the order of time', async () => {
      await ask(bench.store, pendingOf(1, { nowMs: startMs + 8 }), pendingOf(1, { nowMs: startMs + 4 }))
      await writeAt(7, 2, 5)
      const since = { sinceMs: startMs + 4, oldestFirst: true }
      expect((await timesOf({ ...since, cmid: cmidOf(1) })).times).toEqual([4, 8])
      expect((await timesOf({ ...since, id: eventIds.requestProcessed })).times).toEqual([4, 8])
      expect((await timesOf({ ...since, id: eventIds.serviceStarted })).times).toEqual([5, 7])
    })

    test('with one number, requests too', async () => {
      await ask(bench.store, pendingOf(1, { nowMs: startMs + 1 }))
      await writeAt(2)
      await writeEvents(bench.store, { ...started, id: eventIds.serviceStopped, timeMs: startMs + 3 })
      expect((await timesOf({ id: eventIds.requestProcessed })).times).toEqual([1])
      expect((await timesOf({ id: eventIds.serviceStarted })).times).toEqual([2])
      expect((await timesOf({ id: eventIds.rearmed })).times).toEqual([])
    })

    test('of one machine', async () => {
      await ask(bench.store, pendingOf(1, { nowMs: startMs + 1 }), pendingOf(2, { nowMs: startMs + 2 }))
      await ask(bench.store, pendingOf(1, { nowMs: startMs + 3, clockWrong: true }))
      await writeAt(4)
      expect((await timesOf({ cmid: cmidOf(1) })).times).toEqual([3, 1])
      expect((await timesOf({ cmid: cmidOf(1), sinceMs: startMs + 2 })).times).toEqual([3])
      expect((await timesOf({ cmid: cmidOf(3) })).times).toEqual([])
    })

    test('pages from the newest follow each other while events arrive', async () => {
      await writeAt(1, 2, 3, 4, 5)
      const first = await timesOf({ limit: 2 })
      await writeAt(6)
      const second = await timesOf({ limit: 2, after: first.next ?? '' })
      const third = await timesOf({ limit: 2, after: second.next ?? '' })
      expect([first.times, second.times, third.times]).toEqual([[5, 4], [3, 2], [1]])
      expect(third.next).toBeUndefined()
    })

    test('pages from the oldest reach what arrived meanwhile', async () => {
      await writeAt(1, 2, 3)
      const first = await timesOf({ limit: 2, oldestFirst: true })
      await writeAt(4)
      const second = await timesOf({ limit: 2, oldestFirst: true, after: first.next ?? '' })
      expect([first.times, second]).toEqual([[1, 2], { times: [3, 4], next: undefined }])
    })

    test.each(['', '1', 'e', 'e-1', 'e1.5', 'e9999999999999999', `m1_${cmidOf(1)}_${productOf(1)}`])(
      'the cursor %j is refused',
      async (after) => {
        expect(await codeOfRejection(read({ after }))).toBe('cursor-invalid')
      },
    )

    test('the cursor of one order is refused by the other', async () => {
      await writeAt(1, 2, 3)
      const written = (await read({ limit: 1 })).next ?? ''
      const timed = (await read({ limit: 1, sinceMs: startMs })).next ?? ''
      expect(await codeOfRejection(read({ after: timed }))).toBe('cursor-invalid')
      expect(await codeOfRejection(read({ after: written, sinceMs: startMs }))).toBe('cursor-invalid')
    })
  })
}
