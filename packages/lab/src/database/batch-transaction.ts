/** The transaction of one batch of requests, for the code that every shared store runs. */
import type { ApplicationCount, BatchOutcome, HostChange } from '@muster/core/counting'
import { assert } from '@muster/core/errors'
import { changedRows, type LockedCounts, type SharedTransaction } from '@muster/store/sharing'
import type { SimulatedDatabase } from './simulated-database.ts'
import type { Transaction } from './transaction.ts'

const eventLogRow = 'event log'

/** One batch of one host. */
export class BatchTransaction implements SharedTransaction {
  readonly #database: SimulatedDatabase
  readonly #transaction: Transaction
  readonly #hostName: string
  #locked: Promise<void> = Promise.resolve()
  #found: LockedCounts | undefined

  constructor(database: SimulatedDatabase, transaction: Transaction, hostName: string) {
    this.#database = database
    this.#transaction = transaction
    this.#hostName = hostName
  }

  lock(applicationIds: readonly string[]): Promise<void> {
    this.#locked = this.#transaction.statement(applicationIds.map((id) => `application ${id}`))
    return this.#locked
  }

  /** Statements of one connection run one after another, however early they are sent. */
  async read(applicationIds: readonly string[]): Promise<ReadonlyMap<string, ApplicationCount>> {
    await this.#locked
    await this.#transaction.statement()
    this.#found = this.#database.readCounts(applicationIds)
    return this.#found.counts
  }

  async commit({ changes, countsAfter }: BatchOutcome<unknown>): Promise<void> {
    const found = this.#found
    assert(found !== undefined, 'a batch reads before it writes')
    const changed = [...countsAfter.values()].filter(
      (count) => found.counts.get(count.applicationId) !== count,
    )
    const rows = changed.flatMap((count) => changedRows(count, found))
    const counted = changed.filter(({ capacity }) => capacity > 0)
    await this.#transaction.statement(counted.map(({ applicationId }) => `application ${applicationId}`))
    await this.#transaction.statement(machineRows(changes))
    if (changes.some(({ kind }) => kind === 'event-added')) await this.#transaction.statement([eventLogRow])
    const hostName = this.#hostName
    await this.#transaction.commit(() => this.#database.apply({ changes, counted, rows, hostName }))
  }

  async rollback(): Promise<void> {
    this.#transaction.rollback()
  }
}

/** Rows of the inventory, in order of their key. */
function machineRows(changes: readonly HostChange[]): readonly string[] {
  const keys = changes.flatMap((change) =>
    change.kind === 'machine-seen' ? [`machine ${change.machine.cmid} ${change.machine.productId}`] : [],
  )
  return [...new Set(keys)].sort()
}
