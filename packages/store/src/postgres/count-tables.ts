/**
 * The counts of all applications. A batch locks the rows of its applications in order of their id, and only who
 * holds an application's row reads its entries for a decision or changes them; nothing is kept between batches.
 */
import type { ApplicationCount, CountEntry } from '@muster/core/counting'
import type { Client } from 'pg'
import { readApplicationCount, readCountEntry } from '../rows/host-records.ts'
import { changedRows, type EntryRow, type LockedCounts } from '../sharing/index.ts'
import {
  type ArrayColumn,
  arraysOf,
  expressionsOf,
  fromHexText,
  namesOf,
  unnestColumns,
} from './batch-statement.ts'
import { type Row, RowReader } from './row.ts'

/** Sends what locks the rows of applications, in order of their id; those that are new are entered. */
export async function lockApplications(
  client: Client,
  applicationIds: readonly string[],
): Promise<readonly Row[]> {
  if (applicationIds.length === 0) return []
  const values = [applicationIds]
  const [, { rows }] = await Promise.all([
    client.query({ name: 'enter-applications', text: enterApplications, values }),
    client.query({ name: 'lock-applications', text: lockRows, values }),
  ])
  return rows
}

/** Sends what reads the entries, behind the lock; a statement sees what was committed before it. */
export async function readLockedCounts(
  client: Client,
  applicationIds: readonly string[],
  locked: Promise<readonly Row[]>,
): Promise<LockedCounts> {
  if (applicationIds.length === 0) return { counts: new Map(), slots: new Map() }
  const reading = client.query({ name: 'entries-of', text: entriesOf, values: [applicationIds] })
  const [applications, { rows }] = await Promise.all([locked, reading])
  return { counts: countsOf(applications, rows), slots: slotsOf(rows) }
}

/** All counts in order of application, as of one moment. */
export async function readCounts(client: Client): Promise<readonly ApplicationCount[]> {
  const { rows } = await client.query(selectAll)
  const entries = rows.filter((row) => row.cmid !== null)
  return [...countsOf(rows, entries).values()]
}

/** Sends what leads from the counts as they were found to those after. */
export function writeCounts(
  client: Client,
  before: LockedCounts,
  after: Iterable<ApplicationCount>,
): readonly Promise<unknown>[] {
  const changed = [...after].filter((count) => before.counts.get(count.applicationId) !== count)
  const rows = changed.flatMap((count) => changedRows(count, before))
  const puts = rows.filter(({ entry }) => entry !== undefined)
  const left = rows.filter(({ entry }) => entry === undefined)
  const counted = changed.filter(({ capacity }) => capacity > 0)
  const sent: Promise<unknown>[] = []
  if (counted.length > 0) {
    const values = arraysOf(applicationColumns, counted)
    sent.push(client.query({ name: 'put-applications', text: putApplications, values }))
  }
  if (puts.length > 0)
    sent.push(client.query({ name: 'put-entries', text: putEntries, values: arraysOf(entryColumns, puts) }))
  if (left.length > 0) {
    const values = [left.map(({ applicationId }) => applicationId), left.map(({ slot }) => slot)]
    sent.push(client.query({ name: 'remove-entries', text: removeEntries, values }))
  }
  return sent
}

const entryColumns: readonly ArrayColumn<EntryRow>[] = [
  { name: 'application_id', type: 'uuid', take: ({ applicationId }) => applicationId },
  { name: 'slot', type: 'integer', take: ({ slot }) => slot },
  { name: 'cmid', type: 'uuid', take: ({ entry }) => entry?.cmid },
  { name: 'requested_at_ms', type: 'bigint', take: ({ entry }) => entry?.requestedAtMs },
  { name: 'expires_at_ms', type: 'bigint', take: ({ entry }) => entry?.expiresAtMs },
  { name: 'sequence', type: 'bigint', take: ({ entry }) => entry?.sequence },
  { name: 'fingerprint', type: 'text', take: ({ entry }) => entry?.fingerprint, expression: fromHexText },
]

const applicationColumns: readonly ArrayColumn<ApplicationCount>[] = [
  { name: 'application_id', type: 'uuid', take: ({ applicationId }) => applicationId },
  { name: 'highest_threshold', type: 'integer', take: ({ highestThreshold }) => highestThreshold },
  { name: 'capacity', type: 'integer', take: ({ capacity }) => capacity },
  { name: 'next_sequence', type: 'bigint', take: ({ nextSequence }) => nextSequence },
]

const enterApplications = `INSERT INTO muster.applications
    (application_id, highest_threshold, capacity, next_sequence)
  SELECT id, 0, 0, 1 FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`

const lockRows = `SELECT application_id, highest_threshold, capacity, next_sequence
  FROM muster.applications WHERE application_id = ANY($1::uuid[]) ORDER BY application_id FOR UPDATE`

const entriesOf = `SELECT application_id, slot, cmid, requested_at_ms, expires_at_ms, sequence,
    encode(fingerprint, 'hex') AS fingerprint
  FROM muster.count_entries WHERE application_id = ANY($1::uuid[]) ORDER BY application_id, sequence`

/** An application that was asked for and only refused has no capacity, and is none. */
const selectAll = `SELECT a.application_id, highest_threshold, capacity, next_sequence,
    cmid, requested_at_ms, expires_at_ms, sequence, encode(fingerprint, 'hex') AS fingerprint
  FROM muster.applications a LEFT JOIN muster.count_entries e ON e.application_id = a.application_id
  WHERE a.capacity > 0 ORDER BY a.application_id, e.sequence`

const removeEntries = `DELETE FROM muster.count_entries e
  USING unnest($1::uuid[], $2::integer[]) AS r (application_id, slot)
  WHERE e.application_id = r.application_id AND e.slot = r.slot`

const putEntries = `INSERT INTO muster.count_entries (${namesOf(entryColumns)})
  SELECT ${expressionsOf(entryColumns)} FROM ${unnestColumns(entryColumns)} AS r (${namesOf(entryColumns)})
  ORDER BY r.application_id, r.slot
  ON CONFLICT (application_id, slot) DO UPDATE SET cmid = excluded.cmid,
    requested_at_ms = excluded.requested_at_ms, expires_at_ms = excluded.expires_at_ms,
    sequence = excluded.sequence, fingerprint = excluded.fingerprint`

const putApplications = `INSERT INTO muster.applications (${namesOf(applicationColumns)})
  SELECT * FROM ${unnestColumns(applicationColumns)} AS r (${namesOf(applicationColumns)})
  ORDER BY r.application_id
  ON CONFLICT (application_id) DO UPDATE SET highest_threshold = excluded.highest_threshold,
    capacity = excluded.capacity, next_sequence = excluded.next_sequence`

function countsOf(
  applications: readonly Row[],
  entries: readonly Row[],
): ReadonlyMap<string, ApplicationCount> {
  const ofApplication = new Map<string, Map<string, CountEntry>>()
  for (const row of applications)
    ofApplication.set(new RowReader(row).text('application_id'), new Map<string, CountEntry>())
  for (const row of entries) {
    const reader = new RowReader(row)
    ofApplication.get(reader.text('application_id'))?.set(reader.text('cmid'), readCountEntry(reader))
  }
  const counts = applications.map((row) => readApplication(new RowReader(row), ofApplication))
  return new Map(counts.map((count) => [count.applicationId, count]))
}

function slotsOf(entries: readonly Row[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const slots = new Map<string, Map<string, number>>()
  for (const row of entries) {
    const reader = new RowReader(row)
    const applicationId = reader.text('application_id')
    const ofApplication = slots.get(applicationId) ?? new Map<string, number>()
    slots.set(applicationId, ofApplication.set(reader.text('cmid'), reader.number('slot')))
  }
  return slots
}

function readApplication(
  reader: RowReader,
  entries: ReadonlyMap<string, ReadonlyMap<string, CountEntry>>,
): ApplicationCount {
  const count = readApplicationCount(reader)
  return { ...count, entries: entries.get(count.applicationId) ?? new Map() }
}
