/** The shared store does what every store does, on a real PostgreSQL server. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeHostStore, describeReportStore, type ReportStoreUnderTest } from '@muster/store/conformance'
import { openPostgresHostStore, openPostgresReports } from '@muster/store/postgres'
import { openSqliteHostStore } from '@muster/store/sqlite'
import { afterAll, beforeAll } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { type Postgres, postgresPrograms, startPostgres } from './postgres.ts'
import { execute } from './postgres-query.ts'

const identity = { hostId: 'host-1', hostSecret: new Uint8Array(32) }

describeWith([`${postgresPrograms}/postgres`], 'PostgreSQL', () => {
  let server: Postgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const prepare = async (): Promise<ReportStoreUnderTest> => {
    const url = server.url()
    await execute(url, 'DROP SCHEMA IF EXISTS muster CASCADE')
    const folder = await mkdtemp(join(tmpdir(), 'muster-postgres-backup-'))
    const backupPath = join(folder, 'backup.sqlite')
    return {
      open: () => openPostgresHostStore(url, identity),
      breakCommits: async () => {
        await execute(url, breakEvents)
        return () => execute(url, 'DROP TRIGGER broken ON muster.events')
      },
      backupPath,
      openBackup: async () => openSqliteHostStore(backupPath),
      openReports: () => openPostgresReports(url),
      dispose: () => rm(folder, { recursive: true }),
    }
  }
  describeHostStore('the PostgreSQL store', prepare)
  describeReportStore('the PostgreSQL store', prepare)
})

/** Events are written last: everything else of the batch is in the transaction already. */
const breakEvents = `
  CREATE FUNCTION muster.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
  CREATE TRIGGER broken BEFORE INSERT ON muster.events EXECUTE FUNCTION muster.fail()`
