/**
 * A transactional database that hosts of a world share, as PostgreSQL at read committed is to them: rows that
 * transactions lock and wait for, statements that see what was committed before them, commits that happen whole, and a
 * server that stops and starts.
 */
import type { ApplicationCount, BatchOutcome, CountEntry } from '@muster/core/counting'
import type { MusterEvent } from '@muster/core/events'
import { MemoryHostData } from '@muster/store/memory'
import type { EntryRow, LockedCounts } from '@muster/store/sharing'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { VirtualTime } from '../time/virtual-time.ts'
import { type DatabaseConditions, soundDatabase } from './conditions.ts'
import { LockTable } from './lock-table.ts'
import type { Transaction, TransactionServer } from './transaction.ts'

/** As production asks for it. */
const lockTimeoutMs = 5_000

interface ApplicationRow {
  readonly highestThreshold: number
  readonly capacity: number
  readonly nextSequence: number
}

/** Requests that a host answered or refused. */
export interface RequestTally {
  readonly total: number
  /** Of these, refused. */
  readonly failed: number
}

/** What a database is made of. */
export interface DatabaseParts {
  readonly time: VirtualTime
  readonly random: SeededRandom
}

/** One database. */
export class SimulatedDatabase implements TransactionServer {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly locks: LockTable
  /** What is committed, as readers see it. */
  readonly data = new MemoryHostData()
  /** The requests of each host in the log, those that left it since among them. */
  readonly requestsByHost = new Map<string, RequestTally>()
  conditions: DatabaseConditions = soundDatabase
  readonly #applications = new Map<string, ApplicationRow>()
  readonly #slots = new Map<string, ReadonlyMap<number, CountEntry>>()
  readonly #open = new Set<Transaction>()
  #isUp = true

  constructor({ time, random }: DatabaseParts) {
    this.time = time
    this.random = random
    this.locks = new LockTable(time, lockTimeoutMs)
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** The server dies: connections break, and what was not committed is gone. */
  stop(): void {
    this.#isUp = false
    for (const transaction of [...this.#open]) transaction.serverDied()
  }

  start(): void {
    this.#isUp = true
  }

  enter(transaction: Transaction): () => void {
    this.#open.add(transaction)
    return () => this.#open.delete(transaction)
  }

  /** The counts and where their entries stand, as committed now. */
  readCounts(applicationIds: readonly string[]): LockedCounts {
    const counts = new Map<string, ApplicationCount>()
    const slots = new Map<string, ReadonlyMap<string, number>>()
    for (const id of applicationIds) {
      const entries = [...(this.#slots.get(id) ?? [])].sort(
        ([, left], [, right]) => left.sequence - right.sequence,
      )
      const row = this.#applications.get(id) ?? { highestThreshold: 0, capacity: 0, nextSequence: 1 }
      counts.set(id, {
        applicationId: id,
        ...row,
        entries: new Map(entries.map(([, entry]) => [entry.cmid, entry])),
      })
      slots.set(id, new Map(entries.map(([slot, { cmid }]) => [cmid, slot])))
    }
    return { counts, slots }
  }

  /** The CMIDs of an application's rows, in order of sequence: with one that stood there twice, it would be told. */
  rowsOf(applicationId: string): readonly string[] {
    const entries = [...(this.#slots.get(applicationId)?.values() ?? [])]
    return entries.sort((left, right) => left.sequence - right.sequence).map(({ cmid }) => cmid)
  }

  /** Makes a batch durable, in one step. */
  apply(batch: {
    readonly changes: BatchOutcome<unknown>['changes']
    readonly counted: readonly ApplicationCount[]
    readonly rows: readonly EntryRow[]
    /** Empty where nobody is to be told of it. */
    readonly hostName: string
  }): void {
    for (const { applicationId, highestThreshold, capacity, nextSequence } of batch.counted)
      this.#applications.set(applicationId, { highestThreshold, capacity, nextSequence })
    for (const row of batch.rows) this.#put(row)
    const { counts } = this.readCounts(batch.counted.map(({ applicationId }) => applicationId))
    const outcome = { changes: batch.changes, countsAfter: counts, result: undefined }
    this.data.apply(outcome, batch.hostName === '' ? undefined : batch.hostName)
    for (const change of batch.changes)
      if (change.kind === 'event-added') this.#tally(batch.hostName, change.event)
  }

  #tally(hostName: string, event: MusterEvent): void {
    if (event.kind !== 'request-processed') return
    const { total, failed } = this.requestsByHost.get(hostName) ?? { total: 0, failed: 0 }
    const isRefused = event.code !== 'success'
    this.requestsByHost.set(hostName, { total: total + 1, failed: failed + (isRefused ? 1 : 0) })
  }

  #put({ applicationId, slot, entry }: EntryRow): void {
    const entries = new Map(this.#slots.get(applicationId))
    if (entry === undefined) entries.delete(slot)
    else entries.set(slot, entry)
    this.#slots.set(applicationId, entries)
  }
}
