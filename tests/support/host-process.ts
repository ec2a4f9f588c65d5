/** An activated host in a process of its own, on a folder that survives it. */
import { join } from 'node:path'
import type { HostStore } from '@muster/core/stores'
import { openSqliteHostStore } from '@muster/store/sqlite'
import { type Child, startChild } from '../../tools/bench/child.ts'
import type { HostListening, Serve } from '../../tools/bench/messages.ts'

const serverPath = join(import.meta.dirname, '../../tools/bench/host-server.ts')

/** A host that runs. */
export interface HostProcess extends AsyncDisposable {
  readonly port: number
  readonly processId: number
  kill(): Promise<void>
}

/** Starts a host on a folder; a new one is set up and activated by this vendor, or by the benchmark's. */
export async function startHostProcess(
  dataFolder: string,
  vendor?: Serve['vendor'],
  store?: string,
): Promise<HostProcess> {
  const child: Child<Serve, HostListening> = startChild(serverPath, dataFolder)
  const { port } = await child.ask({
    kind: 'serve',
    ...(vendor === undefined ? {} : { vendor }),
    ...(store === undefined ? {} : { store }),
  })
  return {
    port,
    processId: child.processId,
    kill: () => child.kill(),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

/** The store of a host's folder. */
export async function openStoreOf(dataFolder: string): Promise<HostStore> {
  return openSqliteHostStore(join(dataFolder, 'host.sqlite'))
}
