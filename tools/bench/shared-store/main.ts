/**
 * `node tools/bench/shared-store/main.ts`: what a large shared store costs. A PostgreSQL server of its own, one empty and one loaded
 * database, measured in turns, so that a slow moment meets both; only ratios travel between machines.
 */
import { parseArgs } from 'node:util'
import type { HostStore } from '@muster/core/stores'
import { openPostgresHostStore, openPostgresReports } from '@muster/store/postgres'
import { startPostgres } from '../../../tests/servers/postgres.ts'
import { execute, query } from '../../../tests/servers/postgres-query.ts'
import { describeMachine } from '../machine.ts'
import { spreadOf } from '../statistics.ts'
import { loadSharedStore } from './load.ts'
import {
  type BatchFigures,
  measureBatches,
  measureReads,
  measureReports,
  measureRetention,
} from './measure.ts'

const names = {
  applicationId: '10000000-0000-4000-8000-000000000000',
  productId: '10000000-0000-4000-8000-000000000001',
}
const rounds = 5
const roundMs = 3_000
const retentionRows = 2_000
const settings = { fsync: 'on', shared_buffers: '1GB', max_wal_size: '8GB', synchronous_commit: 'on' }

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      machines: { type: 'string', default: '1000000' },
      events: { type: 'string', default: '10000000' },
    },
  })
  const load = { machines: Number(values.machines), events: Number(values.events) }
  await using server = await startPostgres(settings)
  const [empty, loaded] = [server.url({ database: 'empty' }), server.url({ database: 'loaded' })]
  for (const name of ['empty', 'loaded']) await execute(server.url(), `CREATE DATABASE ${name}`)
  const emptyHosts = await openHosts(empty, 1)
  const hosts = await openHosts(loaded, 3)
  const startMs = performance.now()
  await loadSharedStore(loaded, load, { ...names, nowMs: Date.now() })
  const loadSeconds = Math.round((performance.now() - startMs) / 1_000)
  const [size] = await query(loaded, `SELECT pg_database_size('loaded') / 1048576 AS mib`)
  const figures = {
    machine: describeMachine('/tmp'),
    load: { ...load, loadSeconds, databaseMiB: size?.mib },
    'one host, 1 request a batch': await compare(emptyHosts, hosts.slice(0, 1), 1, load.machines),
    'one host, 64 requests a batch': await compare(emptyHosts, hosts.slice(0, 1), 64, load.machines),
    'three hosts, 64 requests a batch': await compare(emptyHosts, hosts, 64, load.machines),
    readsMs: await measureReads(hosts[0] as HostStore, Date.now()),
    reportsMs: await reportsOf(loaded),
    retentionStepMs: await retention(hosts[0] as HostStore, load.events),
  }
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`)
  for (const store of [...emptyHosts, ...hosts]) await store.close()
}

function openHosts(url: string, count: number): Promise<readonly HostStore[]> {
  const identity = (index: number) => ({
    hostId: `host-${index}`,
    hostName: `host-${index}.example.test`,
    hostSecret: new Uint8Array(32),
  })
  return Promise.all(Array.from({ length: count }, (_, index) => openPostgresHostStore(url, identity(index))))
}

async function compare(
  empty: readonly HostStore[],
  loaded: readonly HostStore[],
  batchRequests: number,
  machines: number,
) {
  const plan = { ...names, batchRequests, machines, milliseconds: roundMs }
  const turns: { readonly empty: BatchFigures; readonly loaded: BatchFigures }[] = []
  for (let round = 0; round < rounds; round++)
    turns.push({ empty: await measureBatches(empty, plan), loaded: await measureBatches(loaded, plan) })
  return {
    ratio: spreadOf(turns.map((turn) => turn.loaded.requestsPerSecond / turn.empty.requestsPerSecond)),
    empty: turns.map((turn) => turn.empty),
    loaded: turns.map((turn) => turn.loaded),
  }
}

async function reportsOf(url: string) {
  const reports = await openPostgresReports(url)
  try {
    return await measureReports(reports, Date.now())
  } finally {
    await reports.close()
  }
}

async function retention(store: HostStore, events: number): Promise<readonly number[]> {
  const steps: number[] = []
  for (let step = 1; step <= 5; step++)
    steps.push(await measureRetention(store, retentionRows, events - step * retentionRows))
  return steps
}

await main()
