/** What is measured of a large store, part by part: each takes a few minutes at most. */
import type { HostStore } from '@muster/core/stores'
import { type Spread, spreadOf } from '../statistics.ts'
import { startHost, startLoad } from './bench-hosts.ts'
import type { BenchStore, BenchStores } from './bench-stores.ts'
import { enterMachines, measureBatches, measureReads, measureReports } from './measure.ts'
import { measurePages } from './pages.ts'
import { type LoadPlan, names } from './plan.ts'
import { measureRetention } from './retention.ts'

/** How a part is measured. */
export interface PartOptions {
  readonly plan: LoadPlan
  /** Turns of empty and loaded. */
  readonly rounds: number
  /** Of each measurement. */
  readonly milliseconds: number
}

type Part = (stores: BenchStores, options: PartOptions) => Promise<unknown>

/** The parts by their names. */
export const parts = {
  answers: measureAnswers,
  batches: measureAllBatches,
  reads: ({ loaded }, { plan }) => withHosts(loaded, 1, ([store]) => measureReads(store, plan.nowMs)),
  reports: async ({ loaded }, { plan }) => {
    const reports = await loaded.openReports()
    try {
      return await measureReports(reports, plan.nowMs)
    } finally {
      await reports.close()
    }
  },
  pages: ({ loaded }, { rounds }) => measurePages(loaded, rounds),
  retention: ({ loaded }, options) => measureRetention(loaded, options),
} satisfies Readonly<Record<string, Part>>

/** In the order of the help. */
export const partNames = Object.keys(parts)

/** Whether there is such a part. */
export function isPart(name: string): name is keyof typeof parts {
  return partNames.includes(name)
}

/** Machines that ask the empty store: as many as one site may have. */
const machinesOfEmpty = 20_000
/** Requests that are under way at once, each over a connection of its own. */
const atOnce = [1, 64]

/** A bound that nothing loaded exceeds: retention is measured by itself. */
const eventsMax = 100_000_000

/** Real hosts over TCP, one on each store. */
async function measureAnswers(stores: BenchStores, { rounds, milliseconds }: PartOptions): Promise<unknown> {
  await using empty = await startHost(stores.empty, eventsMax)
  await using loaded = await startHost(stores.loaded, eventsMax)
  await using load = await startLoad(empty)
  const hosts = { empty, loaded }
  // Whoever asks is entered first: afterwards everybody renews.
  for (const host of [empty, loaded]) await load.measure(host, Math.max(...atOnce), milliseconds)
  const compared: Record<string, unknown> = {}
  for (const exchanges of atOnce) {
    compared[`${exchanges} at once`] = await inTurns(rounds, ['empty', 'loaded'], (which) =>
      load.measure(hosts[which], exchanges, milliseconds),
    )
  }
  return compared
}

/**
 * Commits alone, of machines that renew. On the loaded store each is drawn from all that are loaded; the empty one knows
 * the machines that ask and nothing else.
 */
async function measureAllBatches(stores: BenchStores, options: PartOptions): Promise<unknown> {
  const { milliseconds, rounds, plan } = options
  const common = { ...names, milliseconds, batchRequests: 64 }
  const plans = {
    empty: { ...common, machines: numbersTo(machinesOfEmpty), leases: new Map() },
    loaded: { ...common, machines: numbersTo(plan.machines), leases: new Map() },
  }
  await withHosts(stores.empty, 1, ([store]) => enterMachines(store, plans.empty))
  const compare = (hosts: number, batchRequests: number) =>
    withHosts(stores.empty, hosts, (empty) =>
      withHosts(stores.loaded, hosts, (loaded) =>
        inTurns(rounds, ['empty', 'loaded'], async (which) => {
          const batches = { ...plans[which], batchRequests }
          const { requestsPerSecond, p50Ms, p99Ms } = await measureBatches({ empty, loaded }[which], batches)
          return { perSecond: requestsPerSecond, p50Ms, p99Ms }
        }),
      ),
    )
  return {
    'one host, 1 request a batch': await compare(1, 1),
    'one host, 64 requests a batch': await compare(1, 64),
    ...(stores.loaded.url === undefined ? {} : { 'three hosts, 64 requests a batch': await compare(3, 64) }),
  }
}

function numbersTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}

interface Turn {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Both in turns, and the spread of every figure; the ratio is of the two neighbours. */
async function inTurns(
  rounds: number,
  [first, second]: readonly ['empty', 'loaded'],
  measureOne: (which: 'empty' | 'loaded') => Promise<Turn>,
): Promise<unknown> {
  const turns: { readonly empty: Turn; readonly loaded: Turn }[] = []
  // Whoever goes first meets what the one before has left behind: they change places.
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) turns.push({ empty: await measureOne(first), loaded: await measureOne(second) })
    else {
      const loaded = await measureOne(second)
      turns.push({ empty: await measureOne(first), loaded })
    }
  }
  const spread = (take: (turn: (typeof turns)[number]) => number): Spread => spreadOf(turns.map(take))
  return {
    ratio: spread(({ empty, loaded }) => loaded.perSecond / empty.perSecond),
    emptyPerSecond: spread(({ empty }) => empty.perSecond),
    loadedPerSecond: spread(({ loaded }) => loaded.perSecond),
    emptyP50Ms: spread(({ empty }) => empty.p50Ms),
    loadedP50Ms: spread(({ loaded }) => loaded.p50Ms),
    loadedP99Ms: spread(({ loaded }) => loaded.p99Ms),
  }
}

async function withHosts<Result>(
  store: BenchStore,
  hosts: number,
  work: (stores: readonly [HostStore, ...HostStore[]]) => Promise<Result>,
): Promise<Result> {
  const opened = await store.open(hosts)
  try {
    return await work(opened as readonly [HostStore, ...HostStore[]])
  } finally {
    for (const one of opened) await one.close()
  }
}
