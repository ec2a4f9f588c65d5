/** An authority in a process of its own, on a folder that survives it, and what is in its store afterwards. */
import { join } from 'node:path'
import { openSqliteAuthorityStore } from '@muster/store/sqlite'
import { type Child, startChild } from '../../../tools/bench/child.ts'
import type { AuthorityListening, ServeAuthority } from './authority-server.ts'

const serverPath = join(import.meta.dirname, 'authority-server.ts')
const pageRows = 1_000

/** An authority that runs. */
export interface AuthorityProcess extends AuthorityListening, AsyncDisposable {
  kill(): Promise<void>
}

/** Starts an authority on a folder; a new one issues a key for so many machines. */
export async function startAuthority(folder: string, activationsMax: number): Promise<AuthorityProcess> {
  const child: Child<ServeAuthority, AuthorityListening> = startChild(serverPath, folder)
  const listening = await child.ask({ activationsMax })
  return {
    ...listening,
    kill: () => child.kill(),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

/** What is durable: installation IDs by digest (hexadecimal), and how many activations the audit log tells of. */
export async function contentOf(folder: string) {
  const store = openSqliteAuthorityStore(join(folder, 'authority.sqlite'))
  try {
    const machines = await all((after) => store.machineActivations({ limit: pageRows, ...after }))
    const audit = await all((after) => store.audit({ limit: pageRows, ...after }))
    return {
      installations: new Map(machines.map(({ digest, installationId }) => [digest, installationId])),
      activations: machines.length,
      audited: audit.filter(({ entry }) => entry.action === 'machine-activated').length,
    }
  } finally {
    await store.close()
  }
}

async function all<Item>(
  read: (after: { after?: string }) => Promise<{ items: readonly Item[]; next: string | undefined }>,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let next: string | undefined
  do {
    const page = await read(next === undefined ? {} : { after: next })
    items.push(...page.items)
    next = page.next
  } while (next !== undefined)
  return items
}
