/** The transaction of one batch, statement by statement: each is sent before the one before it was answered. */
import type { ApplicationCount, BatchOutcome } from '@muster/core/counting'
import { assert } from '@muster/core/errors'
import type { Client } from 'pg'
import { groupChanges } from '../change-groups.ts'
import type { LockedCounts, SharedTransaction } from '../sharing/index.ts'
import { writeActivity } from './activity-table.ts'
import { commit } from './connections.ts'
import { lockApplications, readLockedCounts, writeCounts } from './count-tables.ts'
import { writeEvents } from './event-table.ts'
import { addToCounters } from './host-tables.ts'
import { writeMachines } from './inventory-table.ts'
import type { Row } from './row.ts'

/** One transaction, on a connection that has begun it. */
export class BatchTransaction implements SharedTransaction {
  readonly #client: Client
  readonly #hostNumber: number
  #locked: Promise<readonly Row[]> = Promise.resolve([])
  #found: LockedCounts | undefined

  constructor(client: Client, hostNumber: number) {
    this.#client = client
    this.#hostNumber = hostNumber
  }

  lock(applicationIds: readonly string[]): Promise<unknown> {
    this.#locked = lockApplications(this.#client, applicationIds)
    return this.#locked
  }

  async read(applicationIds: readonly string[]): Promise<ReadonlyMap<string, ApplicationCount>> {
    this.#found = await readLockedCounts(this.#client, applicationIds, this.#locked)
    return this.#found.counts
  }

  /** The event log goes last: its row is held until the commit. */
  async commit({ changes, countsAfter }: BatchOutcome<unknown>): Promise<void> {
    const client = this.#client
    const hostNumber = this.#hostNumber
    assert(this.#found !== undefined, 'a batch reads before it writes')
    const { machines, counters, events } = groupChanges(changes)
    await commit(client, [
      ...writeCounts(client, this.#found, countsAfter.values()),
      ...writeMachines(client, hostNumber, machines),
      ...addToCounters(client, hostNumber, counters),
      ...writeActivity(client, events),
      ...writeEvents(client, hostNumber, events),
    ])
  }

  async rollback(): Promise<void> {
    await this.#client.query('ROLLBACK')
  }
}
