/**
 * Fills a host's folder with an inventory and an event log of any size, as months of requests would leave them, and
 * measures every report on it: `node tools/bench/load-store.ts --data DIR [--machines N] [--events N]`.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { makeReport, type ReportSource, reportNames } from '@muster/diagnostics/reports'
import { initHost } from '@muster/host/main'
import { openSqliteHostStore, openSqliteReports } from '@muster/store/sqlite'

const msPerDay = 86_400_000
const loggedDays = 90
/** Machines of which every second request comes from a copy. */
const duplicates = 200
/** Every so many machines have the fingerprint of the one before them. */
const churnEvery = 50
/** An odd number whose multiples, in 32 bits, come in no order. */
const spread = 2_654_435_761
/** Every so many requests were refused. */
const refusedEvery = 100

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    machines: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '10000000' },
  },
})
if (values.data === undefined) {
  process.stderr.write('node tools/bench/load-store.ts --data DIR [--machines N] [--events N]\n')
  process.exit(2)
}
const path = join(values.data, 'host.sqlite')
const machines = Number(values.machines)
const events = Number(values.events)

await initHost(values.data, { hostName: 'host.example.test' })
timed(`fill ${machines} machines, ${events} events`, () => fill())
const store = openSqliteHostStore(path)
const reports = openSqliteReports(path)
const source: ReportSource = { reports, store, products: [] }
const nowMs = Date.now()
for (const name of reportNames) {
  const startedMs = performance.now()
  const report = await makeReport(name, source, { nowMs, sinceMs: nowMs - 30 * msPerDay })
  print(`report ${name} (${report.rows.length} rows)`, startedMs)
}
await reports.close()
await store.close()

function fill(): void {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000')
  const startMs = Date.now() - loggedDays * msPerDay
  const stepMs = (loggedDays * msPerDay) / events
  const rounds = Math.max(1, Math.floor(events / machines))
  const numbers = (count: number) =>
    `WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ${count})`
  // As spread out as real ones, which are hashes: indexes look at their beginning.
  const cmid = (number: string) =>
    `unhex(printf('%08x000080008000%012x', (${number}) * ${spread} & 4294967295, ${number}))`
  const product = `unhex('d0000000000080008000000000000001')`
  const application = `unhex('a0000000000080008000000000000001')`
  const lease = (number: string) => `unhex(printf('%016x', ${number}))`
  const fingerprint = (machine: string) =>
    `unhex(printf('f0%014x', CASE WHEN ${machine} % ${churnEvery} = 1 THEN ${machine} - 1 ELSE ${machine} END))`
  database.exec('BEGIN')
  database.exec(`${numbers(machines)} INSERT INTO machines (cmid, product_id, application_id, machine_name, address,
      licence_state, virtual, minutes_to_state_expiry, fingerprint, first_seen_ms, last_seen_ms, irregular_at_ms)
    SELECT ${cmid('i')}, ${product}, ${application}, printf('pc-%07d.example.test', i),
      printf('10.%d.%d.%d', i / 65536 % 256, i / 256 % 256, i % 256), 1 + (i % 7 = 0), i % 3 = 0,
      259200 - i % 259200, ${fingerprint('i')}, ${startMs}, ${Date.now()} - CAST(i * ${stepMs} AS INTEGER),
      CASE WHEN i < ${duplicates} THEN ${Date.now()} END FROM numbers`)
  // A copy's requests continue the copy's own: one round back for a machine, two for a pair that takes turns.
  database.exec(`${numbers(events)} INSERT INTO events (id, time_ms, code, address, minimum_count, machine_name, cmid,
      client_time_seconds, virtual, licence_state, minutes_to_state_expiry, product_id, application_id, count,
      lease_id, previous_lease_id, fingerprint)
    SELECT 12290, ${startMs} + CAST(i * ${stepMs} AS INTEGER), CASE WHEN i % ${refusedEvery} = 99 THEN 1002 ELSE 0 END,
      '10.0.0.1', 25, printf('pc-%07d.example.test', m), ${cmid('m')},
      CAST((${startMs} + i * ${stepMs}) / 1000 AS INTEGER), m % 3 = 0, 1, 259200, ${product}, ${application}, 50,
      CASE WHEN i % ${refusedEvery} = 99 THEN NULL ELSE ${lease('i')} END,
      CASE WHEN r >= back THEN ${lease(`i - back * ${machines}`)} END,
      CASE WHEN back = 2 AND r % 2 = 1 THEN ${lease('i % 1000000007')} ELSE ${fingerprint('m')} END
    FROM (SELECT i, i % ${machines} AS m, i / ${machines} AS r,
      CASE WHEN i % ${machines} < ${duplicates} THEN 2 ELSE 1 END AS back FROM numbers)`)
  database.exec(`INSERT INTO activity (start_ms, product_id, application_id, code, requests, count_max)
    SELECT time_ms - time_ms % 3600000, product_id, application_id, code, count(*), max(count)
    FROM events GROUP BY 1, 2, 4`)
  database.exec('UPDATE host SET events_stored = (SELECT count(*) FROM events)')
  database.exec('COMMIT')
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  process.stdout.write(`each machine asked ${rounds} times in ${loggedDays} days\n`)
}

function timed(what: string, work: () => void): void {
  const startedMs = performance.now()
  work()
  print(what, startedMs)
}

function print(what: string, startedMs: number): void {
  process.stdout.write(`${what}: ${((performance.now() - startedMs) / 1_000).toFixed(2)} s\n`)
}
