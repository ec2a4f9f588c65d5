/**
 * A backup of the shared store as one host sees it: a SQLite store with everything that the hosts share and this
 * host's own keys and settings, as of one moment. It can be served from, and moved back into an empty database.
 */
import { rmSync } from 'node:fs'
import { openSqliteFilling, partialSuffix } from '../sqlite/store-filling.ts'
import { copyStore } from '../transfer/copy-store.ts'
import type { Connections } from './connections.ts'
import { type ContentOwner, PostgresContent } from './store-content.ts'

/** Writes it, replacing what is at the path. Rejects with codes of both stores. */
export function backupToFile(connections: Connections, path: string, owner: ContentOwner): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + partialSuffix + suffix, { force: true })
  return connections.readSnapshot(async (client) => {
    const filling = openSqliteFilling(path, { replace: true })
    try {
      await copyStore(new PostgresContent(client, owner), filling)
    } finally {
      await filling.close()
    }
  })
}
