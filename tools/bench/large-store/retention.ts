/** What a run of retention does to those who ask meanwhile: answers before it begins, and beside it. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Spread, spreadOf } from '../statistics.ts'
import { startHost, startLoad } from './bench-hosts.ts'
import type { BenchStore } from './bench-stores.ts'

const atOnce = 64
/** Retention runs first so soon after a host's start (`packages/host/src/host.ts`). */
const firstAfterMs = 10_000
/** The bound that a host has by default: nearly everything that is loaded has to leave. */
const eventsMax = 1_000_000

/** Figures of one run. */
interface RetentionFigures {
  readonly eventsRemovedPerSecond: number
  readonly ratio: number
  readonly alonePerSecond: Spread
  readonly besidePerSecond: Spread
  readonly aloneP99Ms: Spread
  readonly besideP99Ms: Spread
}

/** Measures a host from its start until its retention has gone on for `rounds` measurements. */
export async function measureRetention(
  store: BenchStore,
  { rounds, milliseconds }: { readonly rounds: number; readonly milliseconds: number },
): Promise<RetentionFigures> {
  await using host = await startHost(store, eventsMax)
  const startedMs = performance.now()
  await using load = await startLoad(host)
  const measure = () => load.measure(host, atOnce, milliseconds)
  const alone = []
  while (performance.now() - startedMs + milliseconds < firstAfterMs) alone.push(await measure())
  await pause(Math.max(0, firstAfterMs + milliseconds - (performance.now() - startedMs)))
  const [firstBefore, beforeMs] = [await firstSequence(store), performance.now()]
  const beside = []
  for (let round = 0; round < rounds; round++) beside.push(await measure())
  const seconds = (performance.now() - beforeMs) / 1_000
  const [alonePerSecond, besidePerSecond] = [alone, beside].map((some) =>
    spreadOf(some.map(({ perSecond }) => perSecond)),
  ) as [Spread, Spread]
  return {
    eventsRemovedPerSecond: Math.round(((await firstSequence(store)) - firstBefore) / seconds),
    ratio: besidePerSecond.median / alonePerSecond.median,
    alonePerSecond,
    besidePerSecond,
    aloneP99Ms: spreadOf(alone.map(({ p99Ms }) => p99Ms)),
    besideP99Ms: spreadOf(beside.map(({ p99Ms }) => p99Ms)),
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
