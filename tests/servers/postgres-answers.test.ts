/** A host answers alike whichever store it has: the same history of requests gives the same answers and leaves the same behind. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { activityHourMs, type HostStore, type ReportStore } from '@muster/core/stores'
import { findDuplicates } from '@muster/diagnostics/reports'
import { applicationOf, ask, contentOf, dayMs, pendingOf, startMs } from '@muster/store/conformance'
import { MemoryHostData, openMemoryHostStore, openMemoryReports } from '@muster/store/memory'
import { openPostgresHostStore, openPostgresReports } from '@muster/store/postgres'
import { openSqliteHostStore, openSqliteReports } from '@muster/store/sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { execute } from './postgres-query.ts'
import { describeShared } from './shared-database.ts'

const histories = 40
/** A whole history with every run, so that a counterexample is printed with it. */
const requestArbitrary = fc.record({
  machine: fc.integer({ min: 1, max: 20 }),
  application: fc.integer({ min: 1, max: 2 }),
  product: fc.integer({ min: 1, max: 3 }),
  threshold: fc.constantFrom(1, 2, 5),
  jumpMs: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 1, dayMs, -dayMs, 16 * dayMs, 30 * dayMs),
  once: fc.boolean(),
  bare: fc.boolean(),
  clockWrong: fc.constantFrom(false, false, false, true),
  /** A copy of the machine has its CMID, a fingerprint of its own, and goes on from the last answer that it saw. */
  copy: fc.constantFrom(0, 0, 1, 2),
  /** A machine that was made anew has another's fingerprint. */
  made: fc.constantFrom(false, false, true),
  refused: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    'product-not-served' as const,
    'host-not-activated' as const,
  ),
})
const historyArbitrary = fc.array(fc.array(requestArbitrary, { maxLength: 20 }), {
  minLength: 1,
  maxLength: 8,
})
type History = readonly (readonly HistoryRequest[])[]
type HistoryRequest = typeof requestArbitrary extends fc.Arbitrary<infer Request> ? Request : never

/** A store, and what reports read of it. */
interface OpenedStore {
  readonly store: HostStore
  readonly openReports: () => Promise<ReportStore>
}

describeShared('hosts on any store', {}, (database) => {
  const openPostgres = async (): Promise<OpenedStore> => {
    await execute(database.url, 'DROP SCHEMA IF EXISTS muster CASCADE')
    const identity = { hostId: 'host', hostSecret: new Uint8Array(32) }
    const store = await openPostgresHostStore(database.url, identity)
    return { store, openReports: () => openPostgresReports(database.url) }
  }

  it('R2.13 answer one history of requests alike, and hold and report the same afterwards', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-answers-'))
    let run = 0
    try {
      await fc.assert(
        fc.asyncProperty(historyArbitrary, async (history) => {
          const expected = await replay(openMemory(), history)
          expect(await replay(await openSqlite(join(folder, `${++run}`)), history)).toEqual(expected)
          expect(await replay(await openPostgres(), history)).toEqual(expected)
        }),
        { numRuns: histories, endOnFailure: true },
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('R2.6 R9.1 R9.4 refusals, copies and machines made anew are among what is compared', async () => {
    const seen = { codes: new Set<unknown>(), duplicates: 0, churning: 0 }
    for (const history of fc.sample(historyArbitrary, { numRuns: histories, seed: 8 })) {
      const { told, reported } = await replay(openMemory(), history)
      for (const one of told.flat()) seen.codes.add(typeof one === 'number' ? 'answered' : one)
      seen.duplicates += reported.duplicates.length
      seen.churning += reported.churn.machines.length
    }
    const codes = ['answered', 'clock-difference', 'host-not-activated', 'product-not-served']
    expect([...seen.codes].sort()).toEqual(codes)
    expect(seen.duplicates).toBeGreaterThan(0)
    expect(seen.churning).toBeGreaterThan(0)
  })
})

function openMemory(): OpenedStore {
  const data = new MemoryHostData()
  return { store: openMemoryHostStore({ data }), openReports: async () => openMemoryReports(data) }
}

async function openSqlite(path: string): Promise<OpenedStore> {
  return { store: openSqliteHostStore(path), openReports: async () => openSqliteReports(path) }
}

/** What each request was told, what reports say, and what the store holds after retention took its part. */
async function replay({ store, openReports }: OpenedStore, history: History) {
  const machines = new HistoryMachines()
  const told: (readonly (number | string)[])[] = []
  try {
    for (const batch of history) told.push(await ask(store, ...batch.map((one) => machines.request(one))))
    const reported = await report(store, await openReports(), machines.nowMs)
    const bounds = { beforeMs: machines.nowMs - 20 * dayMs, eventsMax: 40, rowsMax: 15 }
    const removed = await store.applyRetention(bounds)
    return { told, reported, removed, content: await contentOf(store) }
  } finally {
    await store.close()
  }
}

async function report(store: HostStore, reports: ReportStore, nowMs: number) {
  const span = { nowMs, sinceMs: nowMs - 60 * dayMs }
  const fingerprint = '01'.repeat(8)
  try {
    const { duplicates } = await findDuplicates({ store, reports, products: [] }, span)
    return {
      duplicates,
      churn: await reports.churningMachines({ ...span, limit: 10 }),
      sightings: await reports.sightingsOf({ applicationId: applicationOf(1), fingerprint, limit: 10 }),
      groups: await reports.machineGroups(nowMs),
      activity: await reports.activity({ sinceMs: 0, spanMs: activityHourMs }),
      expiry: await reports.expiry({ spanMs: dayMs }),
      next: await reports.nextToExpire({ nowMs, afterMs: 0, limit: 10 }),
    }
  } finally {
    await reports.close()
  }
}

/** The machines of one history: their clock, and the answer that each saw last. */
class HistoryMachines {
  nowMs = startMs
  #requests = 0
  readonly #leases = new Map<string, Uint8Array>()

  request({ machine, threshold, once, jumpMs, copy, made, refused, ...sample }: HistoryRequest) {
    this.nowMs += jumpMs
    const policy = { threshold, churn: once ? 'once' : 'each-cmid' } as const
    const pending = pendingOf(machine, { ...sample, policy, nowMs: this.nowMs })
    const leaseId = new Uint8Array(8).fill(++this.#requests)
    const body = made ? Math.ceil(machine / 4) : machine
    const own = `${machine} ${sample.product} ${copy}`
    const previousLeaseId = this.#leases.get(own) ?? this.#leases.get(`${machine} ${sample.product} 0`)
    const isAnswered = refused === undefined && !sample.clockWrong
    if (isAnswered) this.#leases.set(own, leaseId)
    const lineage = {
      fingerprint: new Uint8Array(8).fill(body + 64 * copy),
      ...(previousLeaseId === undefined ? {} : { previousLeaseId }),
    }
    const { previousLeaseId: _, ...request } = pending.request
    return {
      ...pending,
      request: sample.bare ? request : { ...request, ...lineage },
      coverage: refused === undefined ? pending.coverage : ({ kind: 'refused', code: refused } as const),
      fresh: { nowMs: this.nowMs, leaseId },
    }
  }
}
