/** A host's embedded store as a thread reads it for reports: nothing of the service around it is loaded. */
import { join } from 'node:path'
import { openSqliteHostStore, openSqliteReports } from '@muster/store/sqlite'
import type { HostReportSource } from './operations/report-source.ts'
import { storeFile } from './store-file.ts'

/** A store that is open for reading. */
export interface HostReading {
  readonly source: Omit<HostReportSource, 'products'>
  close(): Promise<void>
}

/** Opens it. Throws the codes of the store. */
export function openHostReading(dataFolder: string): HostReading {
  const path = join(dataFolder, storeFile)
  const store = openSqliteHostStore(path)
  const reports = openSqliteReports(path)
  const close = async () => {
    await reports.close()
    await store.close()
  }
  return { source: { reports, store }, close }
}
