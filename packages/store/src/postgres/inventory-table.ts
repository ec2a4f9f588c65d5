/** Every machine that any of the hosts ever answered, within retention (R2.14): one row for each CMID and product. */
import type { MachineSighting } from '@muster/core/counting'
import type { MachineQuery, MachineRecord, Page } from '@muster/core/stores'
import type { Client } from 'pg'
import { type MachinePlace, machineCursor, readMachineCursor } from '../page-cursor.ts'
import { readMachineRecord } from '../rows/host-records.ts'
import type { MovedMachine } from '../transfer/store-content.ts'
import {
  type ArrayColumn,
  arraysOf,
  expressionsOf,
  fromHexText,
  namesOf,
  unnestColumns,
} from './batch-statement.ts'
import { optional, type Row, RowReader } from './row.ts'

/** A machine as a statement takes it: what a batch saw of it, from first to last. */
interface SeenMachine extends MachineSighting {
  readonly firstSeenMs: number
  /** The first request: when it came, and the lease that it continued. */
  readonly firstAskedMs: number
  readonly continued?: string
  /** When a request within the batch last did not continue the one before it. */
  readonly irregularAtMs?: number
}

/** Sends what enters the machines that were seen. */
export function writeMachines(
  client: Client,
  hostNumber: number,
  sightings: readonly MachineSighting[],
): readonly Promise<unknown>[] {
  if (sightings.length === 0) return []
  const values = [hostNumber, ...arraysOf(seenColumns, lastOfEachMachine(sightings))]
  return [client.query({ name: 'put-machines', text: putMachines, values })]
}

/** One page, newest first. Rejects with `cursor-invalid`. */
export async function readMachines(client: Client, query: MachineQuery): Promise<Page<MachineRecord>> {
  const place = query.after === undefined ? firstPlace : readMachineCursor(query.after)
  const values = [query.nowMs, place.lastSeenMs, place.cmid, place.productId, query.limit + 1]
  const { rows } =
    query.applicationId === undefined
      ? await client.query(selectPage(''), values)
      : await client.query(selectPage('application_id = $6::uuid AND'), [...values, query.applicationId])
  const items = rows.slice(0, query.limit).map(readMachine)
  const last = items.at(-1)
  const more = rows.length > query.limit && last !== undefined
  return { items, next: more ? machineCursor({ ...last, lastSeenMs: last.seenAtMs }) : undefined }
}

/** Removes at most `rowsMax` machines that were last seen before; gives their number. */
export async function removeOldMachines(
  client: Client,
  { beforeMs, rowsMax }: { readonly beforeMs: number; readonly rowsMax: number },
): Promise<number> {
  return (await client.query(deleteOld, [Math.max(Number.MIN_SAFE_INTEGER, beforeMs), rowsMax])).rowCount ?? 0
}

/** The columns of a machine, but for its host and its lineage. */
export const machineColumns: readonly ArrayColumn<MovedMachine>[] = [
  { name: 'cmid', type: 'uuid', take: ({ cmid }) => cmid },
  { name: 'product_id', type: 'uuid', take: ({ productId }) => productId },
  { name: 'application_id', type: 'uuid', take: ({ applicationId }) => applicationId },
  { name: 'machine_name', type: 'text', take: ({ machineName }) => machineName },
  { name: 'address', type: 'text', take: ({ address }) => address },
  { name: 'licence_state', type: 'smallint', take: ({ licenceState }) => licenceState },
  { name: 'virtual', type: 'boolean', take: ({ virtual }) => virtual },
  { name: 'minutes_to_state_expiry', type: 'bigint', take: (machine) => machine.minutesToStateExpiry },
  { name: 'fingerprint', type: 'text', take: ({ fingerprint }) => fingerprint, expression: fromHexText },
  { name: 'first_seen_ms', type: 'bigint', take: ({ firstSeenMs }) => firstSeenMs },
  { name: 'last_seen_ms', type: 'bigint', take: ({ seenAtMs }) => seenAtMs },
]

/** What only a batch knows. */
const seenColumns: readonly ArrayColumn<SeenMachine>[] = [
  ...machineColumns,
  { name: 'lease_id', type: 'text', take: ({ lease }) => lease?.leaseId, expression: fromHexText },
  { name: 'continued', type: 'text', take: ({ continued }) => continued },
  { name: 'first_asked_ms', type: 'bigint', take: ({ firstAskedMs }) => firstAskedMs },
  { name: 'irregular_at_ms', type: 'bigint', take: ({ irregularAtMs }) => irregularAtMs },
]

/** Irregular is a machine of which a request did not continue the lease of the latest answer. */
const irregularAtMs = `CASE WHEN r.irregular_at_ms IS NOT NULL THEN r.irregular_at_ms
    WHEN r.lease_id IS NULL OR old.lease_id IS NULL
      OR old.lease_id IS NOT DISTINCT FROM decode(r.continued, 'hex') THEN old.irregular_at_ms
    ELSE r.first_asked_ms END`

const putMachines = `INSERT INTO muster.machines AS m
    (host_number, ${namesOf(machineColumns)}, lease_id, irregular_at_ms)
  SELECT $1::integer, ${expressionsOf(machineColumns)}, decode(r.lease_id, 'hex'), ${irregularAtMs}
  FROM ${unnestColumns(seenColumns, 2)} AS r (${namesOf(seenColumns)})
    LEFT JOIN muster.machines old ON old.cmid = r.cmid AND old.product_id = r.product_id
  ORDER BY r.cmid, r.product_id
  ON CONFLICT (cmid, product_id) DO UPDATE SET application_id = excluded.application_id,
    machine_name = excluded.machine_name, address = excluded.address, licence_state = excluded.licence_state,
    virtual = excluded.virtual, minutes_to_state_expiry = excluded.minutes_to_state_expiry,
    fingerprint = excluded.fingerprint, first_seen_ms = least(m.first_seen_ms, excluded.first_seen_ms),
    last_seen_ms = excluded.last_seen_ms, host_number = excluded.host_number,
    lease_id = coalesce(excluded.lease_id, m.lease_id), irregular_at_ms = excluded.irregular_at_ms`

const deleteOld = `DELETE FROM muster.machines m USING (
    SELECT cmid, product_id FROM muster.machines WHERE last_seen_ms < $1
    ORDER BY last_seen_ms, cmid, product_id LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
  WHERE m.cmid = old.cmid AND m.product_id = old.product_id`

/** What {@link readMachine} needs of `muster.machines m` and, for its name, `muster.hosts h`. */
export const machineValues = `m.cmid, m.product_id, m.application_id, m.machine_name, m.address, m.licence_state,
    m.virtual, m.minutes_to_state_expiry, encode(m.fingerprint, 'hex') AS fingerprint, m.first_seen_ms,
    m.last_seen_ms, nullif(h.name, '') AS host_name`

function selectPage(condition: string): string {
  return `SELECT ${machineValues}, e.cmid IS NOT NULL AS counted
    FROM (SELECT * FROM muster.machines
        WHERE ${condition} (last_seen_ms, cmid, product_id) < ($2::bigint, $3::uuid, $4::uuid)
        ORDER BY last_seen_ms DESC, cmid DESC, product_id DESC LIMIT $5) AS m
      LEFT JOIN muster.hosts h USING (host_number)
      LEFT JOIN muster.count_entries e
        ON e.application_id = m.application_id AND e.cmid = m.cmid AND e.expires_at_ms > $1::bigint
    ORDER BY m.last_seen_ms DESC, m.cmid DESC, m.product_id DESC`
}

/** Before every machine. */
const firstPlace: MachinePlace = {
  lastSeenMs: Number.MAX_SAFE_INTEGER,
  cmid: '00000000-0000-0000-0000-000000000000',
  productId: '00000000-0000-0000-0000-000000000000',
}

/** The machine of a row that has {@link machineValues} and `counted`. */
export function readMachine(row: Row): MachineRecord {
  return readMachineRecord(new RowReader(row))
}

/** One row for each key: as it was seen last, and since when; a statement may touch a row once only. */
function lastOfEachMachine(sightings: readonly MachineSighting[]): readonly SeenMachine[] {
  const last = new Map<string, SeenMachine>()
  for (const machine of sightings) {
    const key = `${machine.cmid} ${machine.productId}`
    last.set(key, follow(last.get(key), machine))
  }
  return [...last.values()]
}

function follow(before: SeenMachine | undefined, machine: MachineSighting): SeenMachine {
  const { seenAtMs, lease } = machine
  if (before === undefined)
    return {
      ...machine,
      firstSeenMs: seenAtMs,
      firstAskedMs: seenAtMs,
      ...optional('continued', lease?.previousLeaseId),
    }
  const isIrregular =
    lease !== undefined && before.lease !== undefined && before.lease.leaseId !== lease.previousLeaseId
  return {
    ...machine,
    firstSeenMs: Math.min(before.firstSeenMs, seenAtMs),
    firstAskedMs: before.firstAskedMs,
    ...optional('continued', before.continued),
    ...optional('irregularAtMs', isIrregular ? seenAtMs : before.irregularAtMs),
    ...optional('lease', lease ?? before.lease),
  }
}
