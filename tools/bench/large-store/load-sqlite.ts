/** Fills an embedded store as years of use would, with the same rows as a shared one. */
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { type LoadPlan, loadedMs, machineStride, names, type Range, rangesFrom } from './plan.ts'

/** Pages stay in memory while rows are inserted in the order of nothing. */
const cacheKiB = 2_000_000

/**
 * Loads into a file whose tables are there, going on where an earlier call ended; `mayGoOn` is asked before each
 * statement. Gives whether everything is there.
 */
export function loadSqlite(path: string, plan: LoadPlan, mayGoOn: () => boolean): boolean {
  const database = new DatabaseSync(path)
  try {
    database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${cacheKiB}`)
    database.function('md5', { deterministic: true }, (value) =>
      createHash('md5').update(String(value)).digest(),
    )
    const done = (sql: string) => Number(database.prepare(sql).get()?.rows)
    const events = done('SELECT coalesce(max(sequence), 0) AS rows FROM events')
    if (events >= plan.events) return true
    for (const range of rangesFrom(done('SELECT count(*) AS rows FROM machines'), plan.machines)) {
      if (!mayGoOn()) return false
      database.exec(insertMachines(range, plan))
    }
    for (const range of rangesFrom(events, plan.events)) {
      if (!mayGoOn()) return false
      database.exec(insertEvents(range, plan))
    }
    database.exec(sumUp)
    database.exec(`UPDATE host SET events_stored = ${plan.events}`)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return true
  } finally {
    database.close()
  }
}

const sumUp = `INSERT INTO activity (start_ms, product_id, code, application_id, requests, count_max)
  SELECT time_ms - time_ms % 3600000, product_id, code, application_id, count(*), max(count)
  FROM events GROUP BY 1, 2, 3, 4`

const address = `printf('10.%d.%d.%d', n % 250, n / 250 % 250, n / 62500 % 250)`
const product = blob(names.productId)
const application = blob(names.applicationId)

function blob(uuid: string): string {
  return `x'${uuid.replaceAll('-', '')}'`
}

function numbers({ first, last }: Range): string {
  return `WITH RECURSIVE numbers (i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM numbers WHERE i < ${last})`
}

function insertMachines(range: Range, { machines, nowMs }: LoadPlan): string {
  const startMs = nowMs - loadedMs
  return `${numbers(range)} INSERT INTO machines (cmid, product_id, application_id, machine_name, address, licence_state,
      virtual, minutes_to_state_expiry, fingerprint, first_seen_ms, last_seen_ms)
    SELECT hash, ${product}, ${application}, 'machine-' || n || '.example.test', ${address}, 1, n % 2 = 0, 259200,
      substr(hash, 1, 8), ${startMs}, ${startMs} + n * ${loadedMs} / ${machines}
    FROM (SELECT i AS n, md5(i) AS hash FROM numbers)`
}

function insertEvents(range: Range, { machines, events, nowMs }: LoadPlan): string {
  const timeMs = `${nowMs - loadedMs} + s * ${loadedMs} / ${events}`
  return `${numbers(range)} INSERT INTO events (sequence, time_ms, client_time_seconds, minutes_to_state_expiry, id, code,
      minimum_count, count, licence_state, virtual, cmid, product_id, application_id, address, machine_name, lease_id,
      previous_lease_id, fingerprint)
    SELECT s, ${timeMs}, (${timeMs}) / 1000, 259200, 12290, 0, 25, 50, 1, n % 2 = 0, machine, ${product}, ${application},
      ${address}, 'machine-' || n || '.example.test', substr(request, 1, 8), substr(request, 9), substr(machine, 1, 8)
    FROM (SELECT s, n, md5(s) AS request, md5(n) AS machine
      FROM (SELECT i AS s, 1 + i * ${machineStride} % ${machines} AS n FROM numbers))`
}
