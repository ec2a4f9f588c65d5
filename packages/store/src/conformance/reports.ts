/** What reports ask of a store, on few machines whose truth is plain. */
import { activityHourMs, type MachineKey, unservedProductId } from '@muster/core/stores'
import { describe, expect, test } from 'vitest'
import type { ReportBench } from './report-bench.ts'
import {
  applicationOf,
  ask,
  cmidOf,
  dayMs,
  numberOf,
  pendingOf,
  productOf,
  type Sample,
  startMs,
} from './samples.ts'
import { codeOfRejection } from './store-bench.ts'

/** Declares the tests of what reports ask. */
export function describeReports(bench: ReportBench): void {
  const reports = () => bench.reports
  const askWith = (machine: number, change: Change, sample: Sample = {}) =>
    ask(bench.store, changed(pendingOf(machine, sample), change))

  describe('reports', () => {
    test('activity: requests by time, product and outcome, with the highest count', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(2), pendingOf(3, { clockWrong: true }))
      await ask(bench.store, pendingOf(4, { nowMs: startMs + 2 * activityHourMs, product: 2 }))
      const all = await reports().activity({ sinceMs: 0, spanMs: activityHourMs })
      const first = hourOf(startMs)
      expect(all).toEqual([
        bucket({ startMs: first, requests: 2, countMax: 2 }),
        bucket({ startMs: first, code: 'clock-difference', requests: 1, countMax: 0 }),
        bucket({
          startMs: first + 2 * activityHourMs,
          productId: productOf(2),
          requests: 1,
          countMax: 3,
        }),
      ])
      const later = await reports().activity({ sinceMs: first + 1, spanMs: activityHourMs })
      expect(later.map(({ requests }) => requests)).toEqual([1])
      const days = await reports().activity({ sinceMs: 0, spanMs: 1_000 * dayMs })
      expect(days.map(({ requests }) => requests)).toEqual([2, 1, 1])
    })

    test('activity: products that are not served are one, whatever strangers name', async () => {
      for (const product of [7, 8, 9])
        await ask(bench.store, {
          ...pendingOf(1, { product }),
          coverage: { kind: 'refused', code: 'product-not-served' },
        })
      expect(await reports().activity({ sinceMs: 0, spanMs: activityHourMs })).toEqual([
        {
          startMs: hourOf(startMs),
          productId: unservedProductId,
          applicationId: unservedProductId,
          code: 'product-not-served',
          requests: 3,
          activations: 0,
          countMax: 0,
        },
      ])
    })

    test('activity: who was not licensed and is told enough activates', async () => {
      // The threshold is 5, and of these only machine 8 is licensed.
      for (const machine of [2, 3, 4, 5, 6, 8]) await ask(bench.store, pendingOf(machine))
      await ask(bench.store, pendingOf(9, { clockWrong: true }))
      const sums = await reports().activity({ sinceMs: 0, spanMs: activityHourMs })
      expect(sums.map(({ requests, activations }) => [requests, activations])).toEqual([
        [6, 1],
        [1, 0],
      ])
      await bench.restart()
      const days = await reports().activity({ sinceMs: 0, spanMs: 1_000 * dayMs })
      expect(days.map(({ activations }) => activations)).toEqual([1, 0])
    })

    test('activity by the hour: answered, refused and who activates, of all products', async () => {
      for (const machine of [2, 3, 4, 5, 6, 8]) await ask(bench.store, pendingOf(machine))
      await ask(bench.store, pendingOf(9, { clockWrong: true }), pendingOf(10, { product: 2 }))
      await ask(bench.store, pendingOf(8, { nowMs: startMs + 2 * activityHourMs }))
      const first = hourOf(startMs)
      const hours = (sinceMs: number, untilMs: number) => reports().activityHours({ sinceMs, untilMs })
      const counted = { startMs: first, answered: 7, refused: 1 }
      const later = { startMs: first + 2 * activityHourMs, answered: 1, refused: 0, activations: 0 }
      const [hour, ...others] = await hours(0, first + 3 * activityHourMs)
      expect(hour).toMatchObject(counted)
      expect(hour?.activations).toBeGreaterThan(0)
      expect(others).toEqual([later])
      expect(await hours(first, later.startMs)).toEqual([hour])
      expect(await hours(first + 1, later.startMs + 1)).toEqual([later])
    })

    test('activity outlives the events, and a restart', async () => {
      await ask(bench.store, pendingOf(1))
      await bench.store.applyRetention({ beforeMs: startMs + dayMs, eventsMax: 0, rowsMax: 10 })
      await bench.restart()
      expect(await reports().activity({ sinceMs: 0, spanMs: activityHourMs })).toHaveLength(1)
      await bench.store.applyRetention({ beforeMs: startMs + 731 * dayMs, eventsMax: 0, rowsMax: 10 })
      expect(await reports().activity({ sinceMs: 0, spanMs: activityHourMs })).toHaveLength(0)
    })

    test('machines by product, state, and whether they are virtual and count', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(8), pendingOf(15), pendingOf(2, { product: 2 }))
      const applicationId = applicationOf(1)
      expect(await reports().machineGroups(startMs)).toEqual([
        { applicationId, productId: productOf(1), licenceState: 1, virtual: false, machines: 1, counted: 1 },
        { applicationId, productId: productOf(1), licenceState: 1, virtual: true, machines: 2, counted: 2 },
        { applicationId, productId: productOf(2), licenceState: 2, virtual: false, machines: 1, counted: 1 },
      ])
      const muchLater = await reports().machineGroups(startMs + 31 * dayMs)
      expect(muchLater.map(({ counted }) => counted)).toEqual([0, 0, 0])
    })

    test('machines by product and state follow a machine that changes, and one that leaves', async () => {
      const groups = async () =>
        (await reports().machineGroups(startMs)).map(({ licenceState, virtual, machines }) => [
          licenceState,
          virtual,
          machines,
        ])
      const stateOf = (machine: number, licenceState: number, nowMs: number) => {
        const pending = pendingOf(machine, { nowMs })
        return { ...pending, request: { ...pending.request, licenceState, virtual: true } }
      }
      await ask(bench.store, stateOf(1, 2, startMs), stateOf(2, 2, startMs))
      expect(await groups()).toEqual([[2, true, 2]])
      await ask(bench.store, stateOf(2, 2, startMs + 1), stateOf(1, 1, startMs + 1))
      expect(await groups()).toEqual([
        [1, true, 1],
        [2, true, 1],
      ])
      await ask(bench.store, stateOf(1, 2, startMs + 2))
      expect(await groups()).toEqual([[2, true, 2]])
      await bench.store.applyRetention({ beforeMs: startMs + 2, eventsMax: 9, rowsMax: 9 })
      expect(await groups()).toEqual([[2, true, 1]])
    })

    test('when states end, and whose ends next', async () => {
      await askWith(1, { minutesToStateExpiry: 10 })
      await askWith(8, { minutesToStateExpiry: 5 })
      await askWith(2, { minutesToStateExpiry: 5 * 1_440 })
      const spans = await reports().expiry({ spanMs: dayMs })
      expect(spans.map(({ licenceState, machines }) => [licenceState, machines])).toEqual([
        [1, 2],
        [2, 1],
      ])
      const next = await reports().nextToExpire({ nowMs: startMs, afterMs: startMs, limit: 2 })
      expect(next.map(({ cmid }) => numberOf(cmid))).toEqual([8, 1])
      expect(next[0]).toMatchObject({ counted: true, firstSeenMs: startMs, machineName: 'machine-8' })
      expect(next[0]).not.toHaveProperty('lease')
      const after = { nowMs: startMs, afterMs: startMs + 10 * 60_000, limit: 2 }
      expect((await reports().nextToExpire(after)).map(({ cmid }) => numberOf(cmid))).toEqual([2])
    })

    test('R9.2 machines of which a request did not continue the latest lease', async () => {
      await askWith(1, { lease: 1 })
      await askWith(1, { lease: 2, previous: 1 })
      for (const machine of [2, 3, 4]) {
        await askWith(machine, { lease: 1 })
        await askWith(machine, { lease: 2 }, { nowMs: startMs + machine })
        await askWith(machine, { lease: 3, previous: 2 }, { nowMs: startMs + 10 })
      }
      const found = async (sinceMs: number, limit = 10, after?: string) => {
        const page = await reports().irregularMachines({
          sinceMs,
          limit,
          ...(after === undefined ? {} : { after }),
        })
        return { numbers: page.items.map(({ cmid }) => numberOf(cmid)), next: page.next }
      }
      expect(await found(0)).toEqual({ numbers: [2, 3, 4], next: undefined })
      expect(await found(startMs + 3)).toEqual({ numbers: [3, 4], next: undefined })
      expect(await found(startMs + 5)).toEqual({ numbers: [], next: undefined })
      const first = await found(0, 2)
      expect([first.numbers, (await found(0, 2, first.next)).numbers]).toEqual([[2, 3], [4]])
      const { items } = await reports().irregularMachines({ sinceMs: 0, limit: 1 })
      const key: MachineKey = { cmid: cmidOf(2), productId: productOf(1), applicationId: applicationOf(1) }
      expect(items).toEqual([key])
      const wrong = reports().irregularMachines({ sinceMs: 0, limit: 1, after: 'x' })
      expect(await codeOfRejection(wrong)).toBe('cursor-invalid')
    })

    test('R9.4 machines that appear under several CMIDs, and how much of the count they make up', async () => {
      for (const machine of [1, 2, 3])
        await askWith(machine, { fingerprint: 7 }, { nowMs: startMs + machine })
      await askWith(4, { fingerprint: 8 }, { nowMs: startMs - 40 * dayMs })
      await askWith(5, { fingerprint: 8 }, { nowMs: startMs + 4 })
      await askWith(6, { fingerprint: 9 })
      await askWith(6, { fingerprint: 9 }, { product: 2 })
      await askWith(7, { fingerprint: 9 }, { application: 2, product: 3 })
      const query = { nowMs: startMs + 4, sinceMs: startMs - 30 * dayMs, limit: 10 }
      const fingerprint = '07'.repeat(8)
      const applicationId = applicationOf(1)
      expect(await reports().churningMachines(query)).toEqual({
        machines: [
          {
            applicationId,
            fingerprint,
            machineName: 'machine-3',
            cmids: 3,
            counted: 3,
            firstSeenMs: startMs + 1,
            lastSeenMs: startMs + 3,
          },
        ],
        totals: [{ applicationId, machines: 1, cmids: 3, counted: 3 }],
      })
      const all = await reports().churningMachines({ ...query, sinceMs: 0, limit: 1 })
      expect([all.machines.length, all.totals[0]?.machines]).toEqual([1, 2])
      const sightings = await reports().sightingsOf({ applicationId, fingerprint, limit: 2 })
      expect(sightings).toEqual([
        { cmid: cmidOf(1), firstSeenMs: startMs + 1, lastSeenMs: startMs + 1 },
        { cmid: cmidOf(2), firstSeenMs: startMs + 2, lastSeenMs: startMs + 2 },
      ])
    })

    test('how many events are stored', async () => {
      expect(await reports().eventsStored()).toBe(0)
      await ask(bench.store, pendingOf(1), pendingOf(2, { clockWrong: true }))
      expect(await reports().eventsStored()).toBe(2)
      await bench.store.applyRetention({ beforeMs: 0, eventsMax: 1, rowsMax: 9 })
      expect(await reports().eventsStored()).toBe(1)
    })

    test('a closed store is store-failed', async () => {
      await reports().close()
      await reports().close()
      expect(await codeOfRejection(reports().machineGroups(startMs))).toBe('store-failed')
    })
  })
}

interface Change {
  readonly lease?: number
  readonly previous?: number
  readonly fingerprint?: number
  readonly minutesToStateExpiry?: number
}

/** The request with another place in its lineage, another fingerprint or another end of its state. */
function changed(pending: ReturnType<typeof pendingOf>, change: Change): ReturnType<typeof pendingOf> {
  const { previousLeaseId: _, ...request } = pending.request
  return {
    ...pending,
    request: {
      ...request,
      ...(change.previous === undefined ? {} : { previousLeaseId: new Uint8Array(8).fill(change.previous) }),
      ...(change.fingerprint === undefined
        ? {}
        : { fingerprint: new Uint8Array(8).fill(change.fingerprint) }),
      ...(change.minutesToStateExpiry === undefined
        ? {}
        : { minutesToStateExpiry: change.minutesToStateExpiry }),
    },
    fresh: { ...pending.fresh, leaseId: new Uint8Array(8).fill(change.lease ?? 1) },
  }
}

function hourOf(timeMs: number): number {
  return timeMs - (timeMs % activityHourMs)
}

function bucket(change: object) {
  return {
    productId: productOf(1),
    applicationId: applicationOf(1),
    code: 'success',
    activations: 0,
    ...change,
  }
}
