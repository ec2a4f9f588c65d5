/** Real hosts over TCP on the stores that are compared: requests are signed before, and answers are signed by the host. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild, startChildWith } from '../child.ts'
import type { HostListening, Measure, Measured, Prepare, Serve } from '../messages.ts'
import { serviceSettings } from '../servers.ts'
import type { BenchStore } from './bench-stores.ts'

/** A host's process, and where it listens. */
export interface BenchHost extends AsyncDisposable {
  readonly listening: HostListening
}

/** Starts a host whose event log may hold so many events. */
export async function startHost(store: BenchStore, eventsMax: number): Promise<BenchHost> {
  mkdirSync(store.hostFolder, { recursive: true })
  writeFileSync(join(store.hostFolder, 'host.toml'), `[retention]\nevents = ${eventsMax}\n`)
  const child: Child<Serve, HostListening> = startChildWith(
    serviceSettings,
    sibling('host-server.ts'),
    store.hostFolder,
  )
  const listening = await child.ask({
    kind: 'serve',
    ...(store.url === undefined ? {} : { store: store.url }),
  })
  return { listening, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() }
}

/** Asks hosts, so many exchanges at once, each over a connection of its own. */
export interface BenchLoad extends AsyncDisposable {
  measure(host: BenchHost, atOnce: number, milliseconds: number): Promise<Measured>
}

/** Starts the process that asks; it signs its requests first. */
export async function startLoad({ listening }: BenchHost): Promise<BenchLoad> {
  const generator: Child<Prepare | Measure, Measured> = startChild(sibling('generator.ts'))
  await generator.ask({ kind: 'prepare', ...listening })
  return {
    measure: ({ listening: { port } }, atOnce, milliseconds) =>
      generator.ask({
        kind: 'measure',
        port,
        atOnce,
        requestsPerConnection: 1,
        seconds: milliseconds / 1_000,
        expectsAnswers: true,
      }),
    [Symbol.asyncDispose]: () => generator[Symbol.asyncDispose](),
  }
}

function sibling(name: string): string {
  return join(import.meta.dirname, '..', name)
}
