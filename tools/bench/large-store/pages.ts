/** What a console waits for with a large store behind it: real hosts, asked over their API, each a moment after its start. */
import { consolePages, measurePage, type PageTimes, viewerToken } from '../console-pages.ts'
import { type Spread, spreadOf } from '../statistics.ts'
import { startHost } from './bench-hosts.ts'
import type { BenchStore } from './bench-stores.ts'

/** A bound that nothing loaded exceeds. */
const eventsMax = 100_000_000

/** One page, in milliseconds. */
interface PageFigures {
  readonly first: Spread
  readonly whole: Spread
  readonly later: Spread
  /** The longest that another request waited meanwhile. */
  readonly beside: Spread
}

/** Measures every page, in turns. Throws where an answer is none. */
export async function measurePages(
  store: BenchStore,
  rounds: number,
): Promise<Readonly<Record<string, PageFigures>>> {
  await (await startHost(store, eventsMax))[Symbol.asyncDispose]()
  const token = await viewerToken(store.hostFolder)
  const environment = store.url === undefined ? {} : { MUSTER_HOST_STORE: store.url }
  const measured = new Map<string, PageTimes[]>(Object.keys(consolePages).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const [name, path] of Object.entries(consolePages)) {
      const times = await measurePage(store.hostFolder, token, path, environment)
      if (times.failures > 0) throw new Error(`${path} failed.`)
      measured.get(name)?.push(times)
    }
  return Object.fromEntries([...measured].map(([name, times]) => [name, figuresOf(times)]))
}

function figuresOf(times: readonly PageTimes[]): PageFigures {
  return {
    first: spreadOf(times.map(({ firstMs }) => firstMs)),
    whole: spreadOf(times.map(({ wholeMs }) => wholeMs)),
    later: spreadOf(times.flatMap(({ laterMs }) => laterMs)),
    beside: spreadOf(times.map(({ besideMs }) => besideMs)),
  }
}
