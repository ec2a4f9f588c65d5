/**
 * Group commit: requests that wait while a commit is under way go into the next one together. Each request learns
 * its decision only after the commit that made it durable (R2.10).
 */
import {
  type ActivationDecision,
  type DecisionContext,
  decideBatch,
  type HostChange,
  type PendingRequest,
} from '@muster/core/counting'
import { AppError, assert } from '@muster/core/errors'
import type { Timers } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import type { ServedHostKey } from '../serving/served-host-key.ts'
import { DuplicateWatch } from './duplicate-watch.ts'

/** Requests in one commit. */
export const batchRequestsMax = 256
/** Turns of the event loop that a batch gathers at most; a turn accepts few new connections, often a single one. */
export const gatheringTurnsMax = 64
/** Turns without a new request after which the batch is committed: nobody else is on the way. */
export const quietTurnsMax = 2
/** A batch of so many requests or more tells that many ask at once. */
export const manyRequestsMin = 8
/**
 * Where many ask at once on new connections, which are accepted one by one, a batch waits so many times a little longer:
 * a commit for few costs nearly what one for many does.
 */
export const pausesMax = 2
const pauseMs = 1

type Pending = PendingRequest<ServedHostKey>
type Decision = ActivationDecision<ServedHostKey>

interface Waiting {
  readonly pending: Pending
  readonly resolve: (decision: Decision) => void
  readonly reject: (error: unknown) => void
}

/** What batches need. */
export interface ActivationBatchOptions {
  readonly store: HostStore
  readonly timers: Timers
  /** Requests that may wait for a commit that has not begun. */
  readonly requestsWaitingMax: number
  /** Read once a batch: settings may change between two. */
  readonly decisionContext: () => DecisionContext
  /** Hears of each batch that was committed: its requests, and the entries that left full caches. */
  readonly onCommitted?: (requests: number, evictions: number) => void
}

/** How far the gathering of a batch has come. */
interface Gathering {
  readonly turnsLeft: number
  readonly pausesLeft: number
  readonly quietTurns: number
  readonly requests: number
}

/** The requests that wait for their commit. */
export class ActivationBatch {
  readonly #options: ActivationBatchOptions
  readonly #duplicates: DuplicateWatch
  #waiting: Waiting[] = []
  /** Connections that were opened since the last batch was taken, and the requests of that batch. */
  #opened = 0
  #lastRequests = 0
  #isBusy = false
  #whenIdle: (() => void)[] = []

  constructor(options: ActivationBatchOptions) {
    this.#options = options
    this.#duplicates = new DuplicateWatch(options.store)
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#options.requestsWaitingMax
  }

  /** Tells of a new connection. */
  noteOpened(): void {
    this.#opened++
  }

  /** The decision, once it is durable. Rejects with `host-busy` when too many wait, `store-failed` when the commit failed. */
  join(pending: Pending): Promise<Decision> {
    if (this.isFull) return Promise.reject(new AppError('host-busy'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ pending, resolve, reject })
      this.#schedule()
    })
  }

  /** Resolves when nothing waits and no commit is under way. */
  idle(): Promise<void> {
    if (!this.#isBusy) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve)
    })
  }

  #schedule(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    this.#gather({
      turnsLeft: gatheringTurnsMax,
      pausesLeft: pausesMax,
      quietTurns: 0,
      requests: this.#waiting.length,
    })
  }

  /**
   * Lets the event loop turn as long as each turn brings requests, so that they join the same commit. A commit is
   * what one request waits for longest, and what many can share.
   */
  #gather(before: Gathering): void {
    this.#options.timers.after(0, () => {
      const requests = this.#waiting.length
      const turnsLeft = before.turnsLeft - 1
      const quietTurns = requests > before.requests ? 0 : before.quietTurns + 1
      const after = { ...before, turnsLeft, quietTurns, requests }
      const isQuiet = turnsLeft === 0 || quietTurns >= quietTurnsMax
      if (requests >= batchRequestsMax) void this.#commitNext()
      else if (!isQuiet) this.#gather(after)
      else if (before.pausesLeft > 0 && this.#isWorthPause) this.#pause(after)
      else void this.#commitNext()
    })
  }

  get #isWorthPause(): boolean {
    const comeOnNewConnections = 2 * this.#opened >= this.#waiting.length
    return comeOnNewConnections && this.#lastRequests >= manyRequestsMin
  }

  #pause(before: Gathering): void {
    const pausesLeft = before.pausesLeft - 1
    this.#options.timers.after(pauseMs, () =>
      this.#gather({ ...before, turnsLeft: gatheringTurnsMax, pausesLeft, quietTurns: 0 }),
    )
  }

  async #commitNext(): Promise<void> {
    const batch = this.#waiting.slice(0, batchRequestsMax)
    this.#waiting = this.#waiting.slice(batch.length)
    this.#lastRequests = batch.length
    this.#opened = 0
    await this.#commit(batch)
    this.#isBusy = false
    if (this.#waiting.length > 0) return this.#schedule()
    for (const resolve of this.#whenIdle.splice(0)) resolve()
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { store, decisionContext } = this.#options
    let evictions = 0
    try {
      const { requests, remember } = await this.#duplicates.watch(batch.map(({ pending }) => pending))
      const decisions = await store.commitBatch(applicationsOf(requests), (counts) => {
        const outcome = decideBatch(counts, requests, decisionContext())
        evictions = outcome.changes.filter(isEviction).length
        return outcome
      })
      remember()
      this.#options.onCommitted?.(batch.length, evictions)
      for (const [index, { resolve }] of batch.entries()) {
        const decision = decisions[index]
        assert(decision !== undefined, 'each request of a batch has a decision')
        resolve(decision)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}

function isEviction(change: HostChange): boolean {
  return change.kind === 'entry-removed' && change.reason === 'evicted'
}

function applicationsOf(requests: readonly Pending[]): readonly string[] {
  const covered = requests.filter(({ coverage }) => coverage.kind === 'covered')
  return [...new Set(covered.map(({ request }) => request.applicationId))]
}
