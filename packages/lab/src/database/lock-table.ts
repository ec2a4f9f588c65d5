/**
 * Row locks as a database gives them: held until their transaction ends, waited for in turn, refused after a while or
 * where two would wait for each other for ever.
 */
import type { CancelTimer } from '@muster/core/ports'
import type { VirtualTime } from '../time/virtual-time.ts'
import { BrokenConnection, DatabaseFailure, sqlStates } from './database-failure.ts'

/** Who holds and waits: one transaction. */
export type LockOwner = object

interface Waiter {
  readonly owner: LockOwner
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  readonly cancelTimer: CancelTimer
}

interface Lock {
  holder: LockOwner
  readonly waiters: Waiter[]
}

/** The locks of one database. */
export class LockTable {
  readonly #time: VirtualTime
  readonly #timeoutMs: number
  readonly #locks = new Map<string, Lock>()
  readonly #waitingFor = new Map<LockOwner, Lock>()

  constructor(time: VirtualTime, timeoutMs: number) {
    this.#time = time
    this.#timeoutMs = timeoutMs
  }

  /** Resolves when the row is the owner's. Rejects with a {@link DatabaseFailure} after a deadlock or the timeout. */
  async acquire(owner: LockOwner, row: string): Promise<void> {
    const lock = this.#locks.get(row)
    if (lock === undefined) {
      this.#locks.set(row, { holder: owner, waiters: [] })
      return
    }
    if (lock.holder === owner) return
    if (this.#leadsTo(lock, owner)) throw new DatabaseFailure(sqlStates.deadlock)
    await this.#wait(owner, lock)
  }

  /** Ends all that an owner holds and waits for; whoever waits next in turn gets it. */
  release(owner: LockOwner): void {
    const awaited = this.#waitingFor.get(owner)
    const waiter = awaited?.waiters.find((candidate) => candidate.owner === owner)
    if (awaited !== undefined && waiter !== undefined) {
      this.#leave(awaited, waiter)
      waiter.reject(new BrokenConnection())
    }
    for (const [row, lock] of this.#locks) if (lock.holder === owner) this.#passOn(row, lock)
  }

  #wait(owner: LockOwner, lock: Lock): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelTimer = this.#time.after(this.#timeoutMs, 'lock timeout', () => {
        this.#leave(lock, waiter)
        reject(new DatabaseFailure(sqlStates.lockTimeout))
      })
      const waiter: Waiter = { owner, resolve, reject, cancelTimer }
      lock.waiters.push(waiter)
      this.#waitingFor.set(owner, lock)
    })
  }

  #leave(lock: Lock, waiter: Waiter): void {
    waiter.cancelTimer()
    this.#waitingFor.delete(waiter.owner)
    const place = lock.waiters.indexOf(waiter)
    if (place >= 0) lock.waiters.splice(place, 1)
  }

  #passOn(row: string, lock: Lock): void {
    const [next] = lock.waiters
    if (next === undefined) {
      this.#locks.delete(row)
      return
    }
    this.#leave(lock, next)
    lock.holder = next.owner
    next.resolve()
  }

  /** Whether the holder of a lock waits, over however many others, for the owner. */
  #leadsTo(lock: Lock, owner: LockOwner): boolean {
    for (let next: Lock | undefined = lock; next !== undefined; next = this.#waitingFor.get(next.holder))
      if (next.holder === owner) return true
    return false
  }
}
