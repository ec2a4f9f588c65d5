/** What a run of retention does to those who ask meanwhile: answers before it begins, and beside it. */
import type { Measured } from '../messages.ts'
import { type Spread, spreadOf } from '../statistics.ts'
import { startHost, startLoad } from './bench-hosts.ts'
import type { BenchStore } from './bench-stores.ts'

const atOnce = 64
/** Retention runs first so soon after a host's start (`packages/host/src/host.ts`). */
const firstAfterMs = 10_000
/** Bounds of the event log: one that nothing exceeds, and one that nearly everything has to leave for. */
const eventsMaxAlone = 100_000_000
const eventsMaxBeside = 1_000_000

/** Figures of one run. */
interface RetentionFigures {
  readonly eventsRemovedPerSecond: number
  readonly ratio: number
  readonly alonePerSecond: Spread
  readonly besidePerSecond: Spread
  readonly aloneP99Ms: Spread
  readonly besideP99Ms: Spread
}

/** Measures a host whose event log is within its bound, and one whose retention goes on all the time. */
export async function measureRetention(
  store: BenchStore,
  options: { readonly rounds: number; readonly milliseconds: number },
): Promise<RetentionFigures> {
  const alone = await measureHost(store, { ...options, eventsMax: eventsMaxAlone })
  const beside = await measureHost(store, { ...options, eventsMax: eventsMaxBeside })
  return {
    eventsRemovedPerSecond: beside.eventsRemovedPerSecond,
    ratio: beside.perSecond.median / alone.perSecond.median,
    alonePerSecond: alone.perSecond,
    besidePerSecond: beside.perSecond,
    aloneP99Ms: alone.p99Ms,
    besideP99Ms: beside.p99Ms,
  }
}

async function measureHost(
  store: BenchStore,
  options: { readonly rounds: number; readonly milliseconds: number; readonly eventsMax: number },
) {
  const { rounds, milliseconds, eventsMax } = options
  await using host = await startHost(store, eventsMax)
  await using load = await startLoad(host)
  // Until retention has begun, machines enter the store; afterwards everybody renews.
  await load.measure(host, atOnce, firstAfterMs + milliseconds)
  const measured: Measured[] = []
  const [firstBefore, beforeMs] = [await firstSequence(store), performance.now()]
  for (let round = 0; round < rounds; round++) measured.push(await load.measure(host, atOnce, milliseconds))
  const seconds = (performance.now() - beforeMs) / 1_000
  return {
    eventsRemovedPerSecond: Math.round(((await firstSequence(store)) - firstBefore) / seconds),
    perSecond: spreadOf(measured.map(({ perSecond }) => perSecond)),
    p99Ms: spreadOf(measured.map(({ p99Ms }) => p99Ms)),
  }
}

async function firstSequence(store: BenchStore): Promise<number> {
  const [opened] = await store.open(1)
  try {
    const page = await opened?.events({ limit: 1, oldestFirst: true })
    return page?.items[0]?.sequence ?? 0
  } finally {
    await opened?.close()
  }
}
