/**
 * The store of a simulated host that shares its count with others (R2.13). What a batch does and in which order, what
 * is tried again and what a failure means is the code that runs on PostgreSQL; only the database is simulated.
 */
import type { ApplicationCount, BatchOutcome } from '@muster/core/counting'
import { AppError } from '@muster/core/errors'
import type { HostStore } from '@muster/core/stores'
import { type MemoryHostData, openMemoryHostStore } from '@muster/store/memory'
import { commitSharedBatch, withAttempts } from '@muster/store/sharing'
import { type Life, pauseOf } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import { BatchTransaction } from './batch-transaction.ts'
import { asStoreError, BrokenConnection, mayBeRetried } from './database-failure.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import { Transaction } from './transaction.ts'

/** Which host opens the store, in which of its lives. */
export interface SharingHost {
  readonly name: string
  /** Keys and settings of this host alone. */
  readonly own: MemoryHostData
  readonly life: Life
  readonly random: SeededRandom
}

/** Opens the store for one life of a host. */
export function openSharedStore(database: SimulatedDatabase, host: SharingHost): HostStore {
  return new SharedStore(database, host)
}

type Bounds = Parameters<HostStore['applyRetention']>[0]

class SharedStore implements HostStore {
  readonly #database: SimulatedDatabase
  readonly #host: SharingHost
  readonly #shared: HostStore
  readonly #own: HostStore
  #writing: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(database: SimulatedDatabase, host: SharingHost) {
    this.#database = database
    this.#host = host
    this.#shared = openMemoryHostStore({ data: database.data })
    this.#own = openMemoryHostStore({ data: host.own })
  }

  async commitBatch<Result>(
    applicationIds: readonly string[],
    decide: (counts: ReadonlyMap<string, ApplicationCount>) => BatchOutcome<Result>,
  ): Promise<Result> {
    const ended = await this.#write((transaction) =>
      commitSharedBatch(
        new BatchTransaction(this.#database, transaction, this.#host.name),
        applicationIds,
        decide,
      ),
    )
    if ('thrown' in ended) throw ended.thrown
    return ended.outcome.result
  }

  counts() {
    return this.#read(() => this.#shared.counts())
  }

  counters() {
    return this.#read(() => this.#shared.counters())
  }

  machines(query: Parameters<HostStore['machines']>[0]) {
    return this.#read(() => this.#shared.machines(query))
  }

  searchMachines(query: Parameters<HostStore['searchMachines']>[0]) {
    return this.#read(() => this.#shared.searchMachines(query))
  }

  events(query: Parameters<HostStore['events']>[0]) {
    return this.#read(() => this.#shared.events(query))
  }

  installations() {
    return this.#read(() => this.#own.installations())
  }

  saveInstallation(installation: Parameters<HostStore['saveInstallation']>[0]): Promise<void> {
    return this.#administer(() => this.#own.saveInstallation(installation))
  }

  removeInstallation(partialProductKey: string): Promise<void> {
    return this.#administer(() => this.#own.removeInstallation(partialProductKey))
  }

  settings() {
    return this.#read(() => this.#own.settings())
  }

  saveSettings(settings: Parameters<HostStore['saveSettings']>[0]): Promise<void> {
    return this.#administer(() => this.#own.saveSettings(settings))
  }

  /** One host at a time, and behind whoever is writing events. */
  applyRetention(bounds: Bounds): ReturnType<HostStore['applyRetention']> {
    return this.#change(['retention', 'event log'], () => this.#shared.applyRetention(bounds))
  }

  revision() {
    return this.#read(() => this.#own.revision())
  }

  backup(path: string): Promise<void> {
    return this.#read(async () => {
      const { installations, settings, revision, backups } = this.#host.own
      const whole = Object.assign(this.#database.data.copy(), { installations, settings, revision })
      backups.set(path, whole)
    })
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#writing
  }

  #administer(change: () => Promise<void>): Promise<void> {
    return this.#change([`host ${this.#host.name}`], change)
  }

  /** A change of memory is one step too: it is begun and done within the commit. */
  #change<T>(rows: readonly string[], change: () => Promise<T>): Promise<T> {
    return this.#write(async (transaction) => {
      let changed: Promise<T> | undefined
      await transaction.statement(rows)
      await transaction.commit(() => {
        changed = change()
      })
      return changed as Promise<T>
    })
  }

  /** One transaction after another: a host has one connection that writes. */
  async #write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#demandOpen()
    const turn = this.#writing.then(() =>
      withAttempts(this.#attempts, () => this.#transact(work)).catch((error: unknown) => {
        throw asStoreError(error)
      }),
    )
    this.#writing = turn.catch(() => undefined)
    return turn
  }

  async #transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const transaction = new Transaction(this.#database, this.#host.life)
    try {
      await transaction.statement()
      return await work(transaction)
    } finally {
      transaction.rollback()
    }
  }

  get #attempts() {
    const { life, random } = this.#host
    const pause = (ms: number) => pauseOf(this.#database.time, life, ms, 'tries again')
    return { mayBeRetried, pause, chance: () => random.unit() }
  }

  /** One statement, which sees what is committed when it runs. */
  async #read<T>(look: () => Promise<T>): Promise<T> {
    this.#demandOpen()
    const { time, conditions } = this.#database
    const { life, random } = this.#host
    const { statementMsMax, lossChance } = conditions
    if (statementMsMax > 0) await pauseOf(time, life, random.between(0, statementMsMax), 'read')
    if (!this.#database.isUp || random.chance(lossChance)) throw asStoreError(new BrokenConnection())
    return look()
  }

  #demandOpen(): void {
    if (this.#isClosed) throw new AppError('store-failed', 'The store is closed.')
  }
}
