/** A host's SQLite store that is being filled: under a name of its own until it is complete. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { HostChange } from '@muster/core/counting'
import { AppError } from '@muster/core/errors'
import type { StoredEvent } from '@muster/core/stores'
import { groupChanges } from '../change-groups.ts'
import type {
  FillingPosition,
  MovedMachine,
  StoreContent,
  StoreFilling,
  StoreHead,
} from '../transfer/store-content.ts'
import { ActivityTable } from './activity-table.ts'
import { CountTables } from './count-tables.ts'
import { inTransaction, openDatabase } from './database.ts'
import { eventColumns, eventValues } from './event-row.ts'
import { HostKeyTable } from './host-key-table.ts'
import { hostMigrations } from './host-migrations.ts'
import { HostTables } from './host-tables.ts'
import { machineFacts } from './inventory-table.ts'
import { hexBytes, RowReader, uuidBytes } from './row.ts'
import { openSqliteContent } from './store-content.ts'

/** Added to the path of a store that is not complete. */
export const partialSuffix = '.partial'
const logSuffixes = ['', '-wal', '-shm']

/**
 * Begins to fill a store that is to stand at this path, or goes on with it. What stands there must be empty, unless
 * `replace` says that it is meant to go. Throws `store-not-empty` and the codes of a store that is opened.
 */
export function openSqliteFilling(path: string, options: { readonly replace?: boolean } = {}): StoreFilling {
  if (!options.replace && existsSync(path) && !isEmpty(path))
    throw new AppError('store-not-empty', `${path}.`)
  return new SqliteFilling(path, openDatabase(path + partialSuffix, hostMigrations))
}

class SqliteFilling implements StoreFilling {
  readonly #path: string
  readonly #database: DatabaseSync

  constructor(path: string, database: DatabaseSync) {
    this.#path = path
    this.#database = database
  }

  async position(): Promise<FillingPosition> {
    const machine = this.#database.prepare(selectLastMachine).get()
    const last = this.#database.prepare('SELECT max(sequence) AS sequence FROM events').get()
    return { machine: machine && readKey(new RowReader(machine)), sequence: Number(last?.sequence ?? 0) }
  }

  async addMachines(machines: readonly MovedMachine[]): Promise<void> {
    const insert = this.#database.prepare(insertMachine)
    inTransaction(this.#database, () => {
      for (const machine of machines) insert.run(...machineValues(machine))
    })
  }

  async addEvents(events: readonly StoredEvent[]): Promise<void> {
    const insert = this.#database.prepare(insertEvent)
    inTransaction(this.#database, () => {
      for (const { sequence, event, hostName } of events)
        insert.run(sequence, hostName ?? null, ...eventValues(event))
    })
  }

  async addHead(head: StoreHead): Promise<void> {
    inTransaction(this.#database, () => {
      for (const table of ['count_entries', 'applications', 'counters', 'host_keys', 'activity'])
        this.#database.exec(`DELETE FROM ${table}`)
      const { counts, counters } = groupChanges(changesTo(head))
      new CountTables(this.#database).write(counts)
      const putNext = this.#database.prepare(updateNextSequence)
      for (const { applicationId, nextSequence } of head.counts)
        putNext.run(nextSequence, uuidBytes(applicationId))
      const host = new HostTables(this.#database)
      host.addToCounters(counters)
      host.saveSettings(head.settings)
      new ActivityTable(this.#database).add(head.activity)
      const hostKeys = new HostKeyTable(this.#database)
      for (const installation of head.installations) hostKeys.put(installation)
      this.#database.exec('UPDATE host SET events_stored = (SELECT count(*) FROM events), revision = 1')
      this.#database.exec("DELETE FROM sqlite_sequence WHERE name = 'events'")
      this.#database
        .prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)")
        .run(head.nextEventSequence - 1)
    })
  }

  async content(): Promise<StoreContent> {
    return openSqliteContent(this.#path + partialSuffix)
  }

  async finish(): Promise<void> {
    // Everything is in the file itself then, and its log goes with it.
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    await this.close()
    for (const suffix of logSuffixes) rmSync(this.#path + suffix, { force: true })
    renameSync(this.#path + partialSuffix, this.#path)
    for (const suffix of logSuffixes) rmSync(this.#path + partialSuffix + suffix, { force: true })
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close()
  }
}

const selectLastMachine = 'SELECT cmid, product_id FROM machines ORDER BY cmid DESC, product_id DESC LIMIT 1'

const insertMachine = `INSERT INTO machines (cmid, product_id, application_id, machine_name, address,
    licence_state, virtual, minutes_to_state_expiry, fingerprint, first_seen_ms, last_seen_ms, host_name,
    lease_id, irregular_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const insertEvent = `INSERT INTO events (sequence, host_name, ${eventColumns.join(', ')})
  VALUES (?, ?, ${eventColumns.map(() => '?').join(', ')})`

const updateNextSequence = 'UPDATE applications SET next_sequence = ? WHERE application_id = ?'

const countWhatIsThere = `SELECT (SELECT count(*) FROM applications) + (SELECT count(*) FROM machines)
  + (SELECT count(*) FROM events) + (SELECT count(*) FROM host_keys) AS rows`

/** Whether the store holds nothing but tables, as one does that was only set up. */
function isEmpty(path: string): boolean {
  const database = openDatabase(path, hostMigrations)
  try {
    return Number(database.prepare(countWhatIsThere).get()?.rows) === 0
  } finally {
    database.close()
  }
}

/** What leads from an empty store to these counts and counters. */
function changesTo({ counts, counters }: StoreHead): readonly HostChange[] {
  const capacities = counts.map(({ applicationId, highestThreshold, capacity }) => ({
    kind: 'capacity-raised' as const,
    applicationId,
    highestThreshold,
    capacity,
  }))
  const entries = counts.flatMap(({ applicationId, entries }) =>
    [...entries.values()].map((entry) => ({ kind: 'entry-put' as const, applicationId, entry })),
  )
  const amounts = Object.entries(counters).map(([counter, amount]) => ({
    kind: 'counter-added' as const,
    counter: counter as keyof typeof counters,
    amount,
  }))
  return [...capacities, ...entries, ...amounts]
}

function machineValues(machine: MovedMachine) {
  return [
    ...machineFacts(machine),
    machine.firstSeenMs,
    machine.seenAtMs,
    machine.hostName ?? null,
    hexBytes(machine.leaseId),
    machine.irregularAtMs ?? null,
  ]
}

function readKey(reader: RowReader) {
  return { cmid: reader.uuid('cmid'), productId: reader.uuid('product_id') }
}
