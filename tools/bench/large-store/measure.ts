/** What a shared store makes of batches, reads and retention, timed from one process. */
import { randomBytes, randomInt } from 'node:crypto'
import { type ActivatedHostKey, decideBatch, type PendingRequest } from '@muster/core/counting'
import { defaultPolicy } from '@muster/core/documents'
import type { HostStore, ReportStore } from '@muster/core/stores'
import { clipMachineName } from '@muster/core/wire'
import { percentile } from '../statistics.ts'
import { loadedCmid, loadedMachine } from './plan.ts'

/** Names of what is asked for. */
export interface Names {
  readonly applicationId: string
  readonly productId: string
}

/** What batches are made of, and for how long. */
export interface BatchPlan extends Names {
  readonly batchRequests: number
  /** The numbers of the machines that ask, each drawn at random. */
  readonly machines: readonly number[]
  /** The latest lease of each machine that asked. */
  readonly leases: Map<number, Uint8Array>
  readonly milliseconds: number
}

/** What came of it. */
export interface BatchFigures {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Commits batches for a while, all hosts at once, each one batch after another. */
export async function measureBatches(stores: readonly HostStore[], plan: BatchPlan): Promise<BatchFigures> {
  const endMs = performance.now() + plan.milliseconds
  const times: number[] = []
  const startMs = performance.now()
  await Promise.all(
    stores.map(async (store) => {
      while (performance.now() < endMs) {
        const batch = Array.from({ length: plan.batchRequests }, () =>
          pendingOf(plan.machines[randomInt(plan.machines.length)] ?? 1, plan),
        )
        const begunMs = performance.now()
        await store.commitBatch([plan.applicationId], (counts) => decideBatch(counts, batch, { port: 1688 }))
        times.push(performance.now() - begunMs)
      }
    }),
  )
  const seconds = (performance.now() - startMs) / 1_000
  const sorted = times.toSorted((left, right) => left - right)
  return {
    requestsPerSecond: (times.length * plan.batchRequests) / seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  }
}

/** Lets each machine ask once, so that whoever is measured afterwards renews. */
export async function enterMachines(store: HostStore, plan: BatchPlan): Promise<void> {
  for (let start = 0; start < plan.machines.length; start += plan.batchRequests) {
    const batch = plan.machines
      .slice(start, start + plan.batchRequests)
      .map((number) => pendingOf(number, plan))
    await store.commitBatch([plan.applicationId], (counts) => decideBatch(counts, batch, { port: 1688 }))
  }
}

/** Milliseconds of each read that status, lists and reports are made of. */
export async function measureReads(
  store: HostStore,
  nowMs: number,
): Promise<Readonly<Record<string, number>>> {
  const hourMs = 60 * 60 * 1_000
  const middle = await store.machines({ nowMs, limit: 500 })
  return {
    counts: await timed(() => store.counts()),
    counters: await timed(() => store.counters()),
    'newest 500 machines': await timed(() => store.machines({ nowMs, limit: 500 })),
    'next 500 machines': await timed(() => store.machines({ nowMs, limit: 500, after: middle.next ?? '' })),
    '500 newest events since 30 days ago': await timed(() =>
      store.events({ limit: 500, sinceMs: nowMs - 720 * hourMs }),
    ),
    'newest 500 events': await timed(() => store.events({ limit: 500 })),
    '500 events since an hour ago': await timed(() => store.events({ limit: 500, sinceMs: nowMs - hourMs })),
    '500 oldest events since 30 days ago': await timed(() =>
      store.events({ limit: 500, sinceMs: nowMs - 720 * hourMs, oldestFirst: true }),
    ),
    'all events of one machine': await timed(() => store.events({ limit: 500, cmid: loadedCmid(4_711) })),
    'events that are not requests': await timed(() => store.events({ limit: 500, id: 12_400 })),
  }
}

/** Milliseconds of each question that a report asks. */
export async function measureReports(
  reports: ReportStore,
  nowMs: number,
): Promise<Readonly<Record<string, number>>> {
  const dayMs = 24 * 60 * 60 * 1_000
  const since = { nowMs, sinceMs: nowMs - 30 * dayMs, limit: 100 }
  return {
    'machines by product, state and kind': await timed(() => reports.machineGroups(nowMs)),
    'when states end': await timed(() => reports.expiry({ spanMs: dayMs })),
    'whose state ends next': await timed(() => reports.nextToExpire({ nowMs, afterMs: nowMs, limit: 100 })),
    'activity of 90 days': await timed(() => reports.activity({ sinceMs: 0, spanMs: dayMs })),
    'machines with a broken lineage': await timed(() => reports.irregularMachines(since)),
    'machines with several CMIDs': await timed(() => reports.churningMachines(since)),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return Math.round((performance.now() - startMs) * 10) / 10
}

// No store looks at the certificates behind a decision.
const hostKey = {} as ActivatedHostKey
const leaseIdBytes = 8

/** A machine as it was loaded renews: nothing about it is new but the time. */
function pendingOf(
  number: number,
  { applicationId, productId, leases }: BatchPlan,
): PendingRequest<ActivatedHostKey> {
  const nowMs = Date.now()
  const product = { productId, name: '', edition: '', version: '', productGroup: 1 }
  const { cmid, machineName, address, fingerprint, virtual } = loadedMachine(number)
  const previousLeaseId = leases.get(number)
  const leaseId = randomBytes(leaseIdBytes)
  leases.set(number, leaseId)
  return {
    request: {
      applicationId,
      productId,
      cmid,
      clientPublicKey: new Uint8Array(32),
      clientTimeSeconds: Math.floor(nowMs / 1_000),
      licenceState: 1,
      minutesToStateExpiry: 259_200,
      minimumCount: 25,
      virtual,
      nonce: randomBytes(8),
      machineName: clipMachineName(machineName),
      fingerprint,
      ...(previousLeaseId === undefined ? {} : { previousLeaseId }),
    },
    address,
    coverage: {
      kind: 'covered',
      terms: { ...product, applicationId, applicationName: '', policy: defaultPolicy('client') },
      hostKey,
    },
    fresh: { nowMs, leaseId },
  }
}
