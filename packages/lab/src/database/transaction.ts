/**
 * One transaction of one host's process: it waits at every statement, holds its locks until it ends, and ends with a
 * commit, a failure, a broken connection, or the death of the process or of the server.
 */
import { type Life, pauseOf } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { VirtualTime } from '../time/virtual-time.ts'
import type { CommitFault, DatabaseConditions } from './conditions.ts'
import { BrokenConnection, DatabaseFailure, sqlStates } from './database-failure.ts'
import type { LockTable } from './lock-table.ts'

/** As production asks for it: of a statement, and of a transaction between two statements. */
const statementTimeoutMs = 10_000
const idleTimeoutMs = 10_000
const stallMsMin = 1_000
const stallMsMax = 30_000

/** The server that a transaction runs on. */
export interface TransactionServer {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly locks: LockTable
  readonly conditions: DatabaseConditions
  readonly isUp: boolean
  /** A transaction begins, and is over when the function is called that this gives. */
  enter(transaction: Transaction): () => void
}

/** One transaction. */
export class Transaction {
  readonly #database: TransactionServer
  readonly #life: Life
  readonly #forget: () => void
  readonly #leave: () => void
  #isOver = false
  /** What the server is making durable at this moment. */
  #committing: (() => void) | undefined

  constructor(database: TransactionServer, life: Life) {
    this.#database = database
    this.#life = life
    this.#leave = database.enter(this)
    this.#forget = life.atEnd(() => this.#clientDied())
  }

  /** Waits as a statement does, then locks these rows one after another. Rejects with what the database fails with. */
  async statement(rows: readonly string[] = []): Promise<void> {
    const { random, conditions } = this.#database
    this.#demandServer()
    if (random.chance(conditions.lossChance)) throw this.#broken()
    if (random.chance(conditions.serializationFailureChance))
      throw this.#failed(sqlStates.serializationFailure)
    if (random.chance(conditions.stallChance)) await this.#stall()
    await this.#wait(conditions.statementMsMax, 'statement')
    for (const row of rows) await this.#lock(row)
  }

  /** Commits: `apply` makes everything true in one step, or nothing happens. */
  async commit(apply: () => void): Promise<void> {
    const { conditions } = this.#database
    const fault = this.#drawFault()
    this.#demandServer()
    if (fault === 'lost-before') throw this.#broken()
    this.#committing = apply
    await this.#wait(conditions.commitMsMax, 'commit')
    this.#committing = undefined
    if (fault === 'undone') throw this.#failed(sqlStates.serializationFailure)
    if (fault === 'fails') throw this.#failed(sqlStates.diskFull)
    apply()
    this.#end()
    if (fault === 'lost-after') throw new BrokenConnection()
  }

  /** Gives up; doing so again does nothing. */
  rollback(): void {
    this.#end()
  }

  /** The server is gone. What it was making durable is durable, or it is not. */
  serverDied(): void {
    this.#settleCommit()
    this.#end()
  }

  /** The process is gone. The server notices at once, or when the transaction was idle for too long. */
  #clientDied(): void {
    const { random, time } = this.#database
    if (this.#committing !== undefined) {
      this.serverDied()
      return
    }
    time.after(random.chance(0.5) ? 0 : idleTimeoutMs, 'transaction of the dead', () => this.#end())
  }

  #settleCommit(): void {
    if (!this.#isOver && this.#database.random.chance(0.5)) this.#committing?.()
    this.#committing = undefined
  }

  #drawFault(): CommitFault | undefined {
    const { random, conditions } = this.#database
    const fault = conditions.onCommit?.()
    if (fault !== undefined) return fault
    if (random.chance(conditions.diskFullChance)) return 'fails'
    if (random.chance(conditions.serializationFailureChance)) return 'undone'
    return random.chance(conditions.lossChance)
      ? random.pick(['lost-before', 'lost-after'] as const)
      : undefined
  }

  /** The server takes too long over a statement, or the host stands still between two. */
  async #stall(): Promise<void> {
    const { random } = this.#database
    const stallMs = random.between(stallMsMin, stallMsMax)
    const isServer = random.chance(0.5)
    const boundMs = isServer ? statementTimeoutMs : idleTimeoutMs
    await this.#pause(Math.min(stallMs, boundMs))
    if (stallMs <= boundMs) return
    if (isServer) throw this.#failed(sqlStates.statementTimeout)
    this.#end()
    await this.#pause(stallMs - boundMs)
    throw new BrokenConnection()
  }

  async #lock(row: string): Promise<void> {
    try {
      await this.#database.locks.acquire(this, row)
    } catch (error) {
      this.#end()
      throw error
    }
    this.#demandServer()
  }

  async #wait(msMax: number, label: string): Promise<void> {
    if (msMax > 0) await this.#pause(this.#database.random.between(0, msMax), label)
    this.#demandServer()
  }

  #pause(delayMs: number, label = 'stall'): Promise<void> {
    return pauseOf(this.#database.time, this.#life, delayMs, label)
  }

  /** Throws where the server ended this transaction, or is not there. */
  #demandServer(): void {
    if (this.#isOver || !this.#database.isUp || this.#life.isOver) throw this.#broken()
  }

  #broken(): BrokenConnection {
    this.#end()
    return new BrokenConnection()
  }

  #failed(state: string): DatabaseFailure {
    this.#end()
    return new DatabaseFailure(state)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#forget()
    this.#leave()
    this.#database.locks.release(this)
  }
}
