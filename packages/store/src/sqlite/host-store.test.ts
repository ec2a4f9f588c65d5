import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describeHostStore, describeReportStore, type ReportStoreUnderTest } from '../conformance.ts'
import { openSqliteHostStore } from './host-store.ts'
import { openSqliteReports } from './reports.ts'

async function prepare(): Promise<ReportStoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-host-store-'))
  const path = join(folder, 'host.db')
  const backupPath = join(folder, 'backup.db')
  return {
    open: async () => openSqliteHostStore(path),
    openReports: async () => openSqliteReports(path),
    breakCommits: async () => {
      // Events are written last: everything else of the batch is in the transaction already.
      execute(path, `CREATE TRIGGER broken BEFORE INSERT ON events BEGIN SELECT RAISE(FAIL, 'broken'); END`)
      return async () => execute(path, 'DROP TRIGGER broken')
    },
    backupPath,
    openBackup: async () => openSqliteHostStore(backupPath),
    dispose: async () => rmSync(folder, { recursive: true }),
  }
}

describeHostStore('the SQLite store', prepare)
describeReportStore('the SQLite store', prepare)

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}
