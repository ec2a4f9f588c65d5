/** The two stores of one kind that are compared, empty and loaded, in a folder that stays between calls. */
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { HostStore, ReportStore } from '@muster/core/stores'
import { openPostgresHostStore, openPostgresReports } from '@muster/store/postgres'
import { openSqliteHostStore, openSqliteReports } from '@muster/store/sqlite'
import { startKeptPostgres } from '../../../tests/servers/postgres.ts'
import { execute, query } from '../../../tests/servers/postgres-query.ts'
import { loadPostgres } from './load-postgres.ts'
import { loadSqlite } from './load-sqlite.ts'
import type { LoadPlan } from './plan.ts'

/** Which store is measured. */
export type StoreKind = 'sqlite' | 'postgres'

/** One of the two. */
export interface BenchStore {
  /** Stores of so many hosts; an embedded store has one. */
  open(hosts: number): Promise<readonly HostStore[]>
  openReports(): Promise<ReportStore>
  /** Where a host's process keeps its folder, and its connection string where the store is shared. */
  readonly hostFolder: string
  readonly url?: string
  bytes(): Promise<number>
}

/** Both. */
export interface BenchStores {
  readonly empty: BenchStore
  readonly loaded: BenchStore
  /** Loads more, as long as `mayGoOn` says; gives whether everything is there. */
  load(plan: LoadPlan, mayGoOn: () => boolean): Promise<boolean>
}

/** What a server of this size is usually given; commits wait for the disk. */
const settings = { fsync: 'on', shared_buffers: '1GB', max_wal_size: '8GB', synchronous_commit: 'on' }

/** Runs `work` with the stores of a folder; a server runs meanwhile and not longer. The empty one is made anew. */
export async function withStores<Result>(
  kind: StoreKind,
  folder: string,
  work: (stores: BenchStores) => Promise<Result>,
): Promise<Result> {
  mkdirSync(folder, { recursive: true })
  for (const name of [`${kind}-empty`, `${kind}-empty-host`])
    rmSync(join(folder, name), { recursive: true, force: true })
  if (kind === 'sqlite') return work(sqliteStores(folder))
  await using server = await startKeptPostgres(join(folder, 'postgres'), settings)
  await execute(server.url(), 'DROP DATABASE IF EXISTS empty')
  await execute(server.url(), 'CREATE DATABASE empty')
  const known = await query(server.url(), `SELECT 1 FROM pg_database WHERE datname = 'loaded'`)
  if (known.length === 0) await execute(server.url(), 'CREATE DATABASE loaded')
  return await work(postgresStores(folder, (database) => server.url({ database })))
}

function sqliteStores(folder: string): BenchStores {
  const storeOf = (name: string): BenchStore => {
    const hostFolder = join(folder, `sqlite-${name}`)
    mkdirSync(hostFolder, { recursive: true })
    const path = join(hostFolder, 'host.sqlite')
    return {
      hostFolder,
      open: async () => [openSqliteHostStore(path)],
      openReports: async () => openSqliteReports(path),
      bytes: async () => statSync(path).size,
    }
  }
  return {
    empty: storeOf('empty'),
    loaded: storeOf('loaded'),
    async load(plan, mayGoOn) {
      const path = join(folder, 'sqlite-loaded', 'host.sqlite')
      await openSqliteHostStore(path).close()
      return loadSqlite(path, plan, mayGoOn)
    },
  }
}

function postgresStores(folder: string, urlOf: (database: string) => string): BenchStores {
  const storeOf = (name: string): BenchStore => {
    const url = urlOf(name)
    return {
      url,
      hostFolder: join(folder, `postgres-${name}-host`),
      open: (hosts) => openHosts(url, hosts),
      openReports: () => openPostgresReports(url),
      bytes: async () => Number((await query(url, `SELECT pg_database_size('${name}') AS bytes`))[0]?.bytes),
    }
  }
  return {
    empty: storeOf('empty'),
    loaded: storeOf('loaded'),
    async load(plan, mayGoOn) {
      for (const store of await openHosts(urlOf('loaded'), 1)) await store.close()
      return loadPostgres(urlOf('loaded'), plan, mayGoOn)
    },
  }
}

async function openHosts(url: string, count: number): Promise<readonly HostStore[]> {
  const stores: HostStore[] = []
  for (let number = 1; number <= count; number++)
    stores.push(
      await openPostgresHostStore(url, {
        hostId: `host-${number}`,
        hostName: `host-${number}.example.test`,
        hostSecret: new Uint8Array(32),
      }),
    )
  return stores
}
