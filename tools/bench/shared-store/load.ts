/** Fills a shared store as years of use would: machines, and events of their requests, made inside the server. */
import { createHash } from 'node:crypto'
import { execute } from '../../../tests/servers/postgres-query.ts'

/** How much is loaded. */
export interface Load {
  readonly machines: number
  readonly events: number
}

const dayMs = 24 * 60 * 60 * 1_000
/** The retention that a host has by default. */
const days = 90
const rowsPerStatement = 500_000

/** The CMID of the machine with this number, as spread out as real ones are. */
export function loadedCmid(number: number): string {
  const hex = createHash('md5').update(String(number)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Loads into tables that are there and empty; everything was seen in the 90 days before `nowMs`. */
export async function loadSharedStore(
  url: string,
  load: Load,
  names: { readonly applicationId: string; readonly productId: string; readonly nowMs: number },
): Promise<void> {
  const startMs = names.nowMs - days * dayMs
  const common = { ...names, startMs, spanMs: days * dayMs, machines: load.machines, events: load.events }
  await execute(url, `INSERT INTO muster.hosts (host_id, name) VALUES ('loaded', 'host-1.example.test')`)
  for (const range of ranges(load.machines)) await execute(url, insertMachines(range, common))
  for (const range of ranges(load.events)) await execute(url, insertEvents(range, common))
  await execute(url, sumUp)
  const next = load.events + 1
  await execute(url, `UPDATE muster.event_log SET next_sequence = ${next}, stored = ${load.events}`)
  await execute(url, 'VACUUM (ANALYZE) muster.machines')
  await execute(url, 'VACUUM (ANALYZE) muster.events')
  await execute(url, 'CHECKPOINT')
}

const sumUp = `INSERT INTO muster.activity (start_ms, product_id, code, application_id, requests, count_max)
  SELECT time_ms - time_ms % 3600000, product_id, code, application_id, count(*), max(count)
  FROM muster.events GROUP BY 1, 2, 3, 4`

interface Range {
  readonly first: number
  readonly last: number
}

function ranges(rows: number): readonly Range[] {
  const starts = Array.from(
    { length: Math.ceil(rows / rowsPerStatement) },
    (_, index) => index * rowsPerStatement,
  )
  return starts.map((start) => ({ first: start + 1, last: Math.min(rows, start + rowsPerStatement) }))
}

interface Common extends Load {
  readonly applicationId: string
  readonly productId: string
  readonly startMs: number
  readonly spanMs: number
}

const address = `'10.' || n % 250 || '.' || n / 250 % 250 || '.' || n / 62500 % 250`

function insertMachines({ first, last }: Range, common: Common): string {
  const seenMs = `${common.startMs} + n::bigint * ${common.spanMs} / ${common.machines}`
  return `INSERT INTO muster.machines SELECT md5(n::text)::uuid, '${common.productId}', '${common.applicationId}',
      'machine-' || n || '.example.test', ${address}, 1, n % 2 = 0, 259200, decode(substr(md5(n::text), 1, 16), 'hex'),
      ${common.startMs}, ${seenMs}, (SELECT min(host_number) FROM muster.hosts)
    FROM generate_series(${first}, ${last}) AS n`
}

function insertEvents({ first, last }: Range, common: Common): string {
  const timeMs = `${common.startMs} + s::bigint * ${common.spanMs} / ${common.events}`
  return `INSERT INTO muster.events (sequence, time_ms, client_time_seconds, minutes_to_state_expiry, id, code,
      minimum_count, count, host_number, licence_state, virtual, cmid, product_id, application_id, address,
      machine_name, lease_id, previous_lease_id, fingerprint)
    SELECT s, ${timeMs}, (${timeMs}) / 1000, 259200, 12290, 0, 25, 50, (SELECT min(host_number) FROM muster.hosts), 1,
      n % 2 = 0, md5(n::text)::uuid, '${common.productId}', '${common.applicationId}', ${address},
      'machine-' || n || '.example.test', decode(substr(md5(s::text), 1, 16), 'hex'),
      decode(substr(md5(s::text), 17), 'hex'), decode(substr(md5(n::text), 1, 16), 'hex')
    FROM (SELECT s, 1 + s * 7919::bigint % ${common.machines} AS n FROM generate_series(${first}, ${last}) AS s) AS numbered`
}
