/**
 * The store of an activation host in one SQLite file. A batch is one transaction; when it resolves, it is on the
 * disk (R2.10). Several processes may open the file: one serves, others look or change settings.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type ApplicationCount, type BatchOutcome, emptyApplicationCount } from '@muster/core/counting'
import { AppError } from '@muster/core/errors'
import type {
  EventQuery,
  HostKeyInstallation,
  HostSettings,
  HostStore,
  MachineQuery,
  MachineSearch,
  RetentionOutcome,
} from '@muster/core/stores'
import { activityKeptMs } from '../activity-log.ts'
import { groupChanges } from '../change-groups.ts'
import { ActivityTable } from './activity-table.ts'
import { backupDatabase } from './backup.ts'
import { CountTables } from './count-tables.ts'
import { type DatabaseOptions, inTransaction, openDatabase } from './database.ts'
import { EventTable } from './event-table.ts'
import { ForgetfulLog } from './forgetful-log.ts'
import { HostKeyTable } from './host-key-table.ts'
import { hostMigrations } from './host-migrations.ts'
import { HostTables } from './host-tables.ts'
import { InventoryTable } from './inventory-table.ts'
import { searchMachines } from './machine-search.ts'
import { withStoreErrors } from './store-error.ts'

/**
 * Opens the store of a host, making the file where there is none.
 * Throws `store-failed`, `store-locked`, `store-damaged`, `store-newer`.
 */
export function openSqliteHostStore(path: string, options: DatabaseOptions = {}): HostStore {
  const database = openDatabase(path, hostMigrations, options)
  return withStoreErrors(() => new SqliteHostStore(database, path))
}

class SqliteHostStore implements HostStore {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #counts: CountTables
  readonly #inventory: InventoryTable
  readonly #events: EventTable
  readonly #hostKeys: HostKeyTable
  readonly #host: HostTables
  readonly #activity: ActivityTable
  readonly #log: ForgetfulLog
  /** Backups under way; closing waits for them. */
  readonly #backups = new Set<Promise<void>>()
  #closed = false

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
    this.#counts = new CountTables(database)
    this.#inventory = new InventoryTable(database)
    this.#events = new EventTable(database)
    this.#hostKeys = new HostKeyTable(database)
    this.#host = new HostTables(database)
    this.#activity = new ActivityTable(database)
    this.#log = new ForgetfulLog(database)
  }

  async commitBatch<Result>(
    applicationIds: readonly string[],
    decide: (counts: ReadonlyMap<string, ApplicationCount>) => BatchOutcome<Result>,
  ): Promise<Result> {
    try {
      const outcome = this.#write(() => {
        const decided = decide(this.#select(applicationIds))
        const groups = groupChanges(decided.changes)
        this.#counts.write(groups.counts)
        this.#inventory.write(groups.machines)
        this.#host.addToCounters(groups.counters)
        this.#events.write(groups.events)
        this.#activity.write(groups.events)
        return decided
      })
      this.#counts.keep(outcome.countsAfter)
      return outcome.result
    } catch (error) {
      this.#counts.drop()
      throw error
    }
  }

  async counts() {
    return this.#read(() => this.#counts.sorted())
  }

  async counters() {
    return this.#read(() => this.#host.counters())
  }

  async machines(query: MachineQuery) {
    return this.#read(() => this.#inventory.read(query))
  }

  async searchMachines(search: MachineSearch) {
    return this.#read(() => searchMachines(this.#database, search))
  }

  async events(query: EventQuery) {
    return this.#read(() => this.#events.read(query))
  }

  async installations() {
    return this.#read(() => this.#hostKeys.read())
  }

  async saveInstallation(installation: HostKeyInstallation): Promise<void> {
    this.#changeKeys(() => this.#hostKeys.put(installation))
  }

  async removeInstallation(partialProductKey: string): Promise<void> {
    this.#changeKeys(() => this.#hostKeys.remove(partialProductKey))
  }

  async settings() {
    return this.#read(() => this.#host.settings())
  }

  async saveSettings(settings: HostSettings): Promise<void> {
    this.#write(() => {
      this.#host.saveSettings(settings)
      this.#host.addRevision()
    })
  }

  async applyRetention(options: {
    readonly beforeMs: number
    readonly eventsMax: number
    readonly rowsMax: number
  }): Promise<RetentionOutcome> {
    return this.#write(() => {
      this.#activity.removeBefore(options.beforeMs - activityKeptMs)
      return {
        eventsRemoved: this.#events.removeOld(options),
        machinesRemoved: this.#inventory.removeOld(options.beforeMs, options.rowsMax),
      }
    })
  }

  async revision() {
    return this.#read(() => this.#host.revision())
  }

  async backup(path: string): Promise<void> {
    this.#requireOpen()
    const copying = backupDatabase(this.#path, path)
    this.#backups.add(copying)
    try {
      await copying
    } finally {
      this.#backups.delete(copying)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.allSettled(this.#backups)
    this.#database.close()
  }

  #select(applicationIds: readonly string[]): ReadonlyMap<string, ApplicationCount> {
    const counts = this.#counts.current()
    return new Map(applicationIds.map((id) => [id, counts.get(id) ?? emptyApplicationCount(id)]))
  }

  #read<T>(work: () => T): T {
    this.#requireOpen()
    return withStoreErrors(work)
  }

  #write<T>(work: () => T): T {
    this.#requireOpen()
    const result = inTransaction(this.#database, work)
    this.#log.afterWrite()
    return result
  }

  /**
   * Where a key's secret is forgotten, its bytes go too (R1.6): from the pages, which are overwritten, and from the
   * log, which is emptied.
   */
  #changeKeys(work: () => void): void {
    this.#read(() => this.#database.exec('PRAGMA secure_delete = ON'))
    try {
      this.#write(() => {
        work()
        this.#host.addRevision()
      })
      this.#read(() => this.#log.forget())
    } finally {
      this.#read(() => this.#database.exec('PRAGMA secure_delete = OFF'))
    }
  }

  #requireOpen(): void {
    if (this.#closed) throw new AppError('store-failed', 'The store is closed.')
  }
}
