/**
 * The counts of all applications. A batch locks the rows of its applications in order of their id, and only who
 * holds an application's row reads its entries for a decision or changes them; nothing is kept between batches.
 */
import {
  type ApplicationCount,
  type CountChange,
  type CountEntry,
  emptyApplicationCount,
} from '@muster/core/counting'
import type { Client } from 'pg'
import {
  type ArrayColumn,
  arraysOf,
  expressionsOf,
  fromHexText,
  namesOf,
  unnestColumns,
} from './batch-statement.ts'
import { optional, type Row, RowReader } from './row.ts'

type EntryPut = Extract<CountChange, { kind: 'entry-put' }>

/** Sends what locks and reads; the statements run in order, each seeing what was committed before its lock. */
export async function lockCounts(
  client: Client,
  applicationIds: readonly string[],
): Promise<ReadonlyMap<string, ApplicationCount>> {
  if (applicationIds.length === 0) return new Map()
  const ids = [applicationIds.toSorted()]
  const [, applications, entries] = await Promise.all([
    client.query({ name: 'enter-applications', text: enterApplications, values: ids }),
    client.query({ name: 'lock-applications', text: lockApplications, values: ids }),
    client.query({ name: 'entries-of', text: entriesOf, values: ids }),
  ])
  return countsOf(applications.rows, entries.rows)
}

/** All counts in order of application, as of one moment. */
export async function readCounts(client: Client): Promise<readonly ApplicationCount[]> {
  const { rows } = await client.query(selectAll)
  return [
    ...countsOf(
      rows,
      rows.filter((row) => row.cmid !== null),
    ).values(),
  ]
}

/** Sends what writes the changes, one write for each row that they end in. */
export function writeCounts(client: Client, changes: readonly CountChange[]): readonly Promise<unknown>[] {
  if (changes.length === 0) return []
  const last = lastOfEachEntry(changes)
  const removed = last.filter((change) => change.kind === 'entry-removed')
  const put = last.filter((change) => change.kind === 'entry-put')
  const sent: Promise<unknown>[] = []
  if (removed.length > 0)
    sent.push(
      client.query({
        name: 'remove-entries',
        text: removeEntries,
        values: [removed.map(({ applicationId }) => applicationId), removed.map(({ cmid }) => cmid)],
      }),
    )
  if (put.length > 0)
    sent.push(client.query({ name: 'put-entries', text: putEntries, values: arraysOf(entryColumns, put) }))
  sent.push(
    client.query({
      name: 'put-applications',
      text: putApplications,
      values: arraysOf(applicationColumns, applicationsIn(changes)),
    }),
  )
  return sent
}

/** Entries as a statement takes them. */
export const entryColumns: readonly ArrayColumn<EntryPut>[] = [
  { name: 'application_id', type: 'uuid', take: ({ applicationId }) => applicationId },
  { name: 'cmid', type: 'uuid', take: ({ entry }) => entry.cmid },
  { name: 'requested_at_ms', type: 'bigint', take: ({ entry }) => entry.requestedAtMs },
  { name: 'expires_at_ms', type: 'bigint', take: ({ entry }) => entry.expiresAtMs },
  { name: 'sequence', type: 'bigint', take: ({ entry }) => entry.sequence },
  { name: 'fingerprint', type: 'text', take: ({ entry }) => entry.fingerprint, expression: fromHexText },
]

/** What a batch does to an application's row; absent leaves it. */
interface ApplicationRow {
  readonly applicationId: string
  readonly highestThreshold?: number
  readonly capacity?: number
  readonly nextSequence?: number
}

const applicationColumns: readonly ArrayColumn<ApplicationRow>[] = [
  { name: 'application_id', type: 'uuid', take: ({ applicationId }) => applicationId },
  { name: 'highest_threshold', type: 'integer', take: ({ highestThreshold }) => highestThreshold },
  { name: 'capacity', type: 'integer', take: ({ capacity }) => capacity },
  { name: 'next_sequence', type: 'bigint', take: ({ nextSequence }) => nextSequence },
]

const enterApplications = `INSERT INTO muster.applications
    (application_id, highest_threshold, capacity, next_sequence)
  SELECT id, 0, 0, 1 FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`

const lockApplications = `SELECT application_id, highest_threshold, capacity, next_sequence
  FROM muster.applications WHERE application_id = ANY($1::uuid[]) ORDER BY application_id FOR UPDATE`

const entryValues = `cmid, requested_at_ms, expires_at_ms, sequence, encode(fingerprint, 'hex') AS fingerprint`

const entriesOf = `SELECT application_id, ${entryValues}
  FROM muster.count_entries WHERE application_id = ANY($1::uuid[]) ORDER BY application_id, sequence`

/** An application that was asked for and only refused has no capacity, and is none. */
const selectAll = `SELECT a.application_id, highest_threshold, capacity, next_sequence,
    cmid, requested_at_ms, expires_at_ms, sequence, encode(fingerprint, 'hex') AS fingerprint
  FROM muster.applications a LEFT JOIN muster.count_entries e ON e.application_id = a.application_id
  WHERE a.capacity > 0 ORDER BY a.application_id, e.sequence`

const removeEntries = `DELETE FROM muster.count_entries e USING unnest($1::uuid[], $2::uuid[]) AS r (application_id, cmid)
  WHERE e.application_id = r.application_id AND e.cmid = r.cmid`

/** Puts entries; also used where a store is filled. */
export const putEntries = `INSERT INTO muster.count_entries (${namesOf(entryColumns)})
  SELECT ${expressionsOf(entryColumns)} FROM ${unnestColumns(entryColumns)} AS r (${namesOf(entryColumns)})
  ORDER BY r.application_id, r.cmid
  ON CONFLICT (application_id, cmid) DO UPDATE SET requested_at_ms = excluded.requested_at_ms,
    expires_at_ms = excluded.expires_at_ms, sequence = excluded.sequence, fingerprint = excluded.fingerprint`

const putApplications = `UPDATE muster.applications a
  SET highest_threshold = coalesce(r.highest_threshold, a.highest_threshold),
    capacity = coalesce(r.capacity, a.capacity), next_sequence = coalesce(r.next_sequence, a.next_sequence)
  FROM ${unnestColumns(applicationColumns)} AS r (${namesOf(applicationColumns)})
  WHERE a.application_id = r.application_id`

/** The last change of each entry, in order of key: all hosts write rows in one order. */
function lastOfEachEntry(changes: readonly CountChange[]) {
  const last = new Map<string, Exclude<CountChange, { kind: 'capacity-raised' }>>()
  for (const change of changes) {
    if (change.kind === 'capacity-raised') continue
    const cmid = change.kind === 'entry-put' ? change.entry.cmid : change.cmid
    last.set(`${change.applicationId} ${cmid}`, change)
  }
  return [...last].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, change]) => change)
}

/** The highest sequence and the capacity that each application ends with. */
function applicationsIn(changes: readonly CountChange[]): readonly ApplicationRow[] {
  const rows = new Map<string, ApplicationRow>()
  for (const change of changes) {
    const { applicationId } = change
    const row = rows.get(applicationId) ?? { applicationId }
    if (change.kind === 'entry-put')
      rows.set(applicationId, { ...row, nextSequence: change.entry.sequence + 1 })
    else if (change.kind === 'capacity-raised')
      rows.set(applicationId, {
        ...row,
        highestThreshold: change.highestThreshold,
        capacity: change.capacity,
      })
  }
  return [...rows.values()]
}

function countsOf(
  applications: readonly Row[],
  entries: readonly Row[],
): ReadonlyMap<string, ApplicationCount> {
  const ofApplication = new Map<string, Map<string, CountEntry>>()
  for (const row of applications)
    ofApplication.set(new RowReader(row).text('application_id'), new Map<string, CountEntry>())
  for (const row of entries) {
    const reader = new RowReader(row)
    ofApplication.get(reader.text('application_id'))?.set(reader.text('cmid'), readEntry(reader))
  }
  const counts = applications.map((row) => readApplication(new RowReader(row), ofApplication))
  return new Map(counts.map((count) => [count.applicationId, count]))
}

function readApplication(
  reader: RowReader,
  entries: ReadonlyMap<string, ReadonlyMap<string, CountEntry>>,
): ApplicationCount {
  const applicationId = reader.text('application_id')
  return {
    ...emptyApplicationCount(applicationId),
    highestThreshold: reader.number('highest_threshold'),
    capacity: reader.number('capacity'),
    nextSequence: reader.number('next_sequence'),
    entries: entries.get(applicationId) ?? new Map(),
  }
}

function readEntry(reader: RowReader): CountEntry {
  return {
    cmid: reader.text('cmid'),
    requestedAtMs: reader.number('requested_at_ms'),
    expiresAtMs: reader.number('expires_at_ms'),
    sequence: reader.number('sequence'),
    ...optional('fingerprint', reader.optionalText('fingerprint')),
  }
}
