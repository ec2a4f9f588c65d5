/** A host's SQLite store at one moment, in pages. */
import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '@muster/core/errors'
import { activityHourMs, type StoredEvent } from '@muster/core/stores'
import { readLineage } from '../rows/host-records.ts'
import type { MachineKey, MovedMachine, StoreContent } from '../transfer/store-content.ts'
import { ActivityTable } from './activity-table.ts'
import { CountTables } from './count-tables.ts'
import { openDatabase } from './database.ts'
import { readEvent } from './event-row.ts'
import { HostKeyTable } from './host-key-table.ts'
import { hostMigrations } from './host-migrations.ts'
import { HostTables } from './host-tables.ts'
import { readMachine } from './inventory-table.ts'
import { RowReader, uuidBytes } from './row.ts'
import { withStoreErrors } from './store-error.ts'

/**
 * Opens it for reading. `hostName` is the host whose store it is; it stands wherever the store names none.
 * Throws `file-not-found` and the codes of a store that is opened.
 */
export function openSqliteContent(path: string, hostName?: string): StoreContent {
  if (!existsSync(path)) throw new AppError('file-not-found', `${path}.`)
  const database = openDatabase(path, hostMigrations)
  // The first read fixes what is seen.
  database.exec('BEGIN')
  return new SqliteContent(database, hostName)
}

class SqliteContent implements StoreContent {
  readonly #database: DatabaseSync
  readonly #host: { readonly hostName?: string }

  constructor(database: DatabaseSync, hostName: string | undefined) {
    this.#database = database
    this.#host = hostName === undefined ? {} : { hostName }
  }

  async head() {
    const host = new HostTables(this.#database)
    return {
      counts: new CountTables(this.#database).sorted(),
      counters: host.counters(),
      installations: new HostKeyTable(this.#database).read(),
      settings: host.settings(),
      activity: new ActivityTable(this.#database).read(everyHour),
      nextEventSequence: this.#number(selectNextSequence),
    }
  }

  async totals() {
    return {
      machines: this.#number('SELECT count(*) AS number FROM machines'),
      events: this.#number('SELECT events_stored AS number FROM host'),
    }
  }

  async machinesAfter(key: MachineKey | undefined, limit: number): Promise<readonly MovedMachine[]> {
    const after = key === undefined ? [new Uint8Array(), new Uint8Array()] : keyBytes(key)
    const rows = withStoreErrors(() => this.#database.prepare(selectMachines).all(...after, limit))
    return rows.map((row) => {
      const { counted: _, ...machine } = readMachine({ ...row, counted: 0 })
      return { ...this.#host, ...machine, ...readLineage(new RowReader(row)) }
    })
  }

  async eventsAfter(sequence: number, limit: number): Promise<readonly StoredEvent[]> {
    const rows = withStoreErrors(() => this.#database.prepare(selectEvents).all(sequence, limit))
    return rows.map((row) => ({ ...this.#host, ...readEvent(row) }))
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close()
  }

  #number(sql: string): number {
    return withStoreErrors(() => Number(this.#database.prepare(sql).get()?.number))
  }
}

function keyBytes({ cmid, productId }: MachineKey): readonly [Uint8Array, Uint8Array] {
  return [uuidBytes(cmid), uuidBytes(productId)]
}

const everyHour = { sinceMs: Number.MIN_SAFE_INTEGER, spanMs: activityHourMs }

const selectNextSequence =
  "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) + 1 AS number"
const selectMachines = `SELECT * FROM machines WHERE (cmid, product_id) > (?, ?)
  ORDER BY cmid, product_id LIMIT ?`
const selectEvents = 'SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?'
