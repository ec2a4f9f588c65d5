/** Fills a shared store as years of use would: machines, and events of their requests, made inside the server. */
import { execute, query } from '../../../tests/servers/postgres-query.ts'
import { type LoadPlan, loadedMs, machineStride, names, type Range, rangesFrom } from './plan.ts'

/**
 * Loads into tables that are there, going on where an earlier call ended; `mayGoOn` is asked before each statement.
 * Gives whether everything is there.
 */
export async function loadPostgres(url: string, plan: LoadPlan, mayGoOn: () => boolean): Promise<boolean> {
  await execute(
    url,
    `INSERT INTO muster.hosts (host_id, name) VALUES ('loaded', 'host-1.example.test') ON CONFLICT DO NOTHING`,
  )
  const [done] = await query(
    url,
    'SELECT (SELECT count(*) FROM muster.machines) AS machines, (SELECT coalesce(max(sequence), 0) FROM muster.events) AS events',
  )
  if (Number(done?.events) >= plan.events) return true
  for (const range of rangesFrom(Number(done?.machines), plan.machines)) {
    if (!mayGoOn()) return false
    await execute(url, insertMachines(range, plan))
  }
  for (const range of rangesFrom(Number(done?.events), plan.events)) {
    if (!mayGoOn()) return false
    await execute(url, insertEvents(range, plan))
  }
  await execute(url, sumUp)
  const next = plan.events + 1
  await execute(url, `UPDATE muster.event_log SET next_sequence = ${next}, stored = ${plan.events}`)
  for (const table of ['machines', 'events']) await execute(url, `VACUUM (ANALYZE) muster.${table}`)
  await execute(url, 'CHECKPOINT')
  return true
}

const sumUp = `INSERT INTO muster.activity (start_ms, product_id, code, application_id, requests, count_max)
  SELECT time_ms - time_ms % 3600000, product_id, code, application_id, count(*), max(count)
  FROM muster.events GROUP BY 1, 2, 3, 4`

const address = `'10.' || n % 250 || '.' || n / 250 % 250 || '.' || n / 62500 % 250`
const fingerprint = `decode(substr(md5(n::text), 1, 16), 'hex')`
const host = '(SELECT min(host_number) FROM muster.hosts)'

function insertMachines({ first, last }: Range, { machines, nowMs }: LoadPlan): string {
  const startMs = nowMs - loadedMs
  return `INSERT INTO muster.machines (cmid, product_id, application_id, machine_name, address, licence_state, virtual,
      minutes_to_state_expiry, fingerprint, first_seen_ms, last_seen_ms, host_number)
    SELECT md5(n::text)::uuid, '${names.productId}', '${names.applicationId}', 'machine-' || n || '.example.test',
      ${address}, 1, n % 2 = 0, 259200, ${fingerprint}, ${startMs}, ${startMs} + n::bigint * ${loadedMs} / ${machines}, ${host}
    FROM generate_series(${first}, ${last}) AS n`
}

function insertEvents({ first, last }: Range, { machines, events, nowMs }: LoadPlan): string {
  const timeMs = `${nowMs - loadedMs} + s::bigint * ${loadedMs} / ${events}`
  return `INSERT INTO muster.events (sequence, time_ms, client_time_seconds, minutes_to_state_expiry, id, code,
      minimum_count, count, host_number, licence_state, virtual, cmid, product_id, application_id, address,
      machine_name, lease_id, previous_lease_id, fingerprint)
    SELECT s, ${timeMs}, (${timeMs}) / 1000, 259200, 12290, 0, 25, 50, ${host}, 1,
      n % 2 = 0, md5(n::text)::uuid, '${names.productId}', '${names.applicationId}', ${address},
      'machine-' || n || '.example.test', decode(substr(md5(s::text), 1, 16), 'hex'),
      decode(substr(md5(s::text), 17), 'hex'), ${fingerprint}
    FROM (SELECT s, 1 + s * ${machineStride}::bigint % ${machines} AS n FROM generate_series(${first}, ${last}) AS s) AS numbered`
}
