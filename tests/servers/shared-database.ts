/** A PostgreSQL server for the tests of one file, and hosts that share a database on it, empty for each test. */
import type { HostStore } from '@muster/core/stores'
import { openPostgresHostStore, type PostgresHostIdentity } from '@muster/store/postgres'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { type Postgres, type PostgresSettings, postgresPrograms, startPostgres } from './postgres.ts'
import { execute } from './postgres-query.ts'

/** What the tests of one file work with. */
export interface SharedDatabase {
  readonly server: Postgres
  readonly url: string
  /** A host's store; it is closed after the test. */
  open(number: number, url?: string): Promise<HostStore>
}

/** Who the host with this number is. */
export function hostIdentity(number: number): PostgresHostIdentity {
  return {
    hostId: `host-${number}`,
    hostName: `host-${number}.test`,
    hostSecret: new Uint8Array(32).fill(number),
  }
}

/** Declares tests that need a server; skipped loudly where none is installed. */
export function describeShared(
  name: string,
  settings: PostgresSettings,
  tests: (database: SharedDatabase) => void,
): void {
  describeWith([`${postgresPrograms}/postgres`], name, () => {
    let server: Postgres | undefined
    let opened: HostStore[] = []
    const database: SharedDatabase = {
      get server() {
        if (server === undefined) throw new Error('The server is not started.')
        return server
      },
      get url() {
        return database.server.url()
      },
      async open(number, url = database.url) {
        const store = await openPostgresHostStore(url, hostIdentity(number))
        opened.push(store)
        return store
      },
    }
    beforeAll(async () => {
      server = await startPostgres(settings)
    })
    beforeEach(() => execute(database.url, 'DROP SCHEMA IF EXISTS muster CASCADE'))
    afterEach(async () => {
      await Promise.all(opened.map((store) => store.close()))
      opened = []
    })
    afterAll(() => server?.[Symbol.asyncDispose]())
    tests(database)
  })
}
