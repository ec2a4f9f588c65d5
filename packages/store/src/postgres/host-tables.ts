/** What belongs to one host, in a few rows: its name, counters, settings, and the revision of what an administrator changes. */
import { type CounterName, counterNames } from '@muster/core/counting'
import type { HostSettings, SharingHost } from '@muster/core/stores'
import type { Client } from 'pg'
import { optional, type Row, RowReader } from './row.ts'

/** The number of a host among those that share the database, entering it where it is new. */
export async function enterHost(client: Client, hostId: string, name: string): Promise<number> {
  await client.query(putHost, [hostId, name])
  const known = await findHost(client, hostId)
  return known ?? Promise.reject(new Error('a host that was entered is there'))
}

/** The number of a host; undefined where it never served from this database. */
export async function findHost(client: Client, hostId: string): Promise<number | undefined> {
  const { rows } = await client.query('SELECT host_number FROM muster.hosts WHERE host_id = $1', [hostId])
  return rows[0]?.host_number
}

/** The counters of all hosts together. */
export async function readCounters(client: Client): Promise<Readonly<Record<CounterName, number>>> {
  const { rows } = await client.query(
    'SELECT name, sum(amount)::bigint AS amount FROM muster.counters GROUP BY name',
  )
  return countersOf(rows)
}

/** All hosts that ever served from the database, in order of their names. */
export async function readHosts(client: Client, hostId: string): Promise<readonly SharingHost[]> {
  const { rows } = await client.query(selectHosts)
  return rows.map((row) => {
    const reader = new RowReader(row)
    return {
      hostName: reader.text('name'),
      isThisHost: reader.text('host_id') === hostId,
      ...optional('lastSeenMs', reader.optionalNumber('last_seen_ms')),
      counters: countersOf(row.counters),
    }
  })
}

/** Sends what says when a host served. */
export function announceHost(client: Client, hostNumber: number, nowMs: number): Promise<unknown> {
  const text = 'UPDATE muster.hosts SET last_seen_ms = $2 WHERE host_number = $1'
  return client.query(text, [hostNumber, nowMs])
}

function countersOf(rows: readonly Row[]): Readonly<Record<CounterName, number>> {
  const amounts = new Map(rows.map((row) => [row.name, Number(row.amount)]))
  return Object.fromEntries(counterNames.map((name) => [name, amounts.get(name) ?? 0])) as Record<
    CounterName,
    number
  >
}

/** Sends what adds to this host's counters. */
export function addToCounters(
  client: Client,
  hostNumber: number,
  amounts: ReadonlyMap<CounterName, number>,
): readonly Promise<unknown>[] {
  if (amounts.size === 0) return []
  const values = [hostNumber, [...amounts.keys()], [...amounts.values()]]
  return [client.query({ name: 'add-to-counters', text: addCounters, values })]
}

/** The settings of this host. */
export async function readSettings(client: Client, hostNumber: number): Promise<HostSettings> {
  const { rows } = await client.query('SELECT name, minutes FROM muster.settings WHERE host_number = $1', [
    hostNumber,
  ])
  const minutes = new Map(rows.map((row) => [row.name, Number(row.minutes)]))
  return {
    ...optional('retryMinutes', minutes.get('retry')),
    ...optional('renewalMinutes', minutes.get('renewal')),
  }
}

/** Replaces the settings of this host. */
export async function writeSettings(
  client: Client,
  hostNumber: number,
  { retryMinutes, renewalMinutes }: HostSettings,
): Promise<void> {
  const settings = [
    ['retry', retryMinutes],
    ['renewal', renewalMinutes],
  ] as const
  await client.query('DELETE FROM muster.settings WHERE host_number = $1', [hostNumber])
  for (const [name, minutes] of settings) {
    if (minutes !== undefined) await client.query(insertSetting, [hostNumber, name, minutes])
  }
}

/** The revision of this host's keys and settings. */
export async function readRevision(client: Client, hostNumber: number): Promise<number> {
  const { rows } = await client.query('SELECT revision FROM muster.hosts WHERE host_number = $1', [
    hostNumber,
  ])
  return Number(rows[0]?.revision)
}

/** Counts a change of keys or settings; it also keeps two changes apart. */
export async function addRevision(client: Client, hostNumber: number): Promise<void> {
  await client.query('UPDATE muster.hosts SET revision = revision + 1 WHERE host_number = $1', [hostNumber])
}

/** Writes nothing where the host is known by this name: starting must be possible while others hold the row. */
const putHost = `INSERT INTO muster.hosts AS h (host_id, name) VALUES ($1, $2)
  ON CONFLICT (host_id) DO UPDATE SET name = excluded.name WHERE h.name <> excluded.name`

const addCounters = `INSERT INTO muster.counters AS c (host_number, name, amount)
  SELECT $1::integer, r.name, r.amount FROM unnest($2::text[], $3::bigint[]) AS r (name, amount) ORDER BY r.name
  ON CONFLICT (host_number, name) DO UPDATE SET amount = c.amount + excluded.amount`

const selectHosts = `SELECT h.host_id, h.name, h.last_seen_ms,
    coalesce(json_agg(json_build_object('name', c.name, 'amount', c.amount)), '[]') AS counters
  FROM muster.hosts h LEFT JOIN muster.counters c USING (host_number)
  GROUP BY h.host_number ORDER BY h.name, h.host_number`

const insertSetting = 'INSERT INTO muster.settings (host_number, name, minutes) VALUES ($1, $2, $3)'
