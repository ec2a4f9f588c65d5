/** What reports say of the hosts that share a store (R2.13). */
import type { ReportColumn } from './report.ts'
import type { ReportSource } from './report-source.ts'

/** Which hosts a report speaks of; nothing where the store is one host's own. */
export async function sharingNotes({ store }: ReportSource): Promise<readonly string[]> {
  if (store.sharing === undefined) return []
  const hosts = await store.sharing.hosts()
  const each = hosts.map(({ hostName, counters }) => `${hostName} (${counters.total} requests)`)
  return [`Of all hosts that share one store: ${each.join(', ')}.`]
}

/** A column that names the host of each row, where the store is shared. */
export function hostColumns({ store }: ReportSource, heading: string): readonly ReportColumn[] {
  return store.sharing === undefined ? [] : [{ key: 'hostName', heading }]
}
