/** An activated host in a process of its own, on a folder that survives it. */
import { join } from 'node:path'
import type { HostStore } from '@muster/core/stores'
import { openSqliteHostStore } from '@muster/store/sqlite'
import { type Child, startChild } from '../../tools/bench/child.ts'
import type { HostListening } from '../../tools/bench/messages.ts'

/** A host that runs. */
export interface HostProcess extends AsyncDisposable {
  readonly port: number
  kill(): Promise<void>
}

/** Starts a host on a folder, setting it up where it is new. */
export async function startHostProcess(dataFolder: string): Promise<HostProcess> {
  const child: Child<{ readonly kind: 'serve' }, HostListening> = startChild('host-server.ts', dataFolder)
  const { port } = await child.ask({ kind: 'serve' })
  return { port, kill: () => child.kill(), [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() }
}

/** The store of a host's folder. */
export async function openStoreOf(dataFolder: string): Promise<HostStore> {
  return openSqliteHostStore(join(dataFolder, 'host.sqlite'))
}
