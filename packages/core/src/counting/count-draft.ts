/**
 * The rules of the count cache (R2.3–R2.5, R9.4) on a copy of one application's count. A draft lives inside one
 * decision: what it was made from stays as it is, so that the decision remains a pure function.
 */
import type { ActivationPolicy } from '../documents/index.ts'
import { type ApplicationCount, type CountChange, type CountEntry, isLive } from './count-state.ts'

const msPerMinute = 60_000

/** A machine that is to be counted. */
export interface CountedMachine {
  readonly cmid: string
  /** Hexadecimal. */
  readonly fingerprint?: string
}

/** A count that is being changed. */
export class CountDraft {
  readonly #applicationId: string
  readonly #entries: Map<string, CountEntry>
  #highestThreshold: number
  #capacity: number
  #nextSequence: number
  /** No entry ends before this moment, so that most requests need not look through all entries. */
  #nextExpiryMs: number

  constructor(count: ApplicationCount) {
    this.#applicationId = count.applicationId
    this.#entries = new Map(count.entries)
    this.#highestThreshold = count.highestThreshold
    this.#capacity = count.capacity
    this.#nextSequence = count.nextSequence
    this.#nextExpiryMs = earliestExpiryMs(this.#entries)
  }

  /** Counts a machine that asks now for a product with this policy; gives the changes, in order. */
  enter(machine: CountedMachine, policy: ActivationPolicy, nowMs: number): readonly CountChange[] {
    const fingerprint = policy.churn === 'once' ? machine.fingerprint : undefined
    return [
      ...this.#removeExpired(nowMs),
      ...this.#raiseCapacity(policy.threshold),
      ...this.#replaceSameMachine(machine.cmid, fingerprint),
      ...this.#makeRoom(machine.cmid),
      this.#put({
        cmid: machine.cmid,
        requestedAtMs: nowMs,
        expiresAtMs: nowMs + policy.countEntryMinutes * msPerMinute,
        sequence: this.#nextSequence,
        ...(fingerprint === undefined ? {} : { fingerprint }),
      }),
    ]
  }

  /** Entries in the cache; right after {@link enter} all of them are live. */
  get size(): number {
    return this.#entries.size
  }

  /** The count as it stands; the draft is not used any more. */
  finish(): ApplicationCount {
    return {
      applicationId: this.#applicationId,
      highestThreshold: this.#highestThreshold,
      capacity: this.#capacity,
      nextSequence: this.#nextSequence,
      entries: this.#entries,
    }
  }

  /** All entries are looked through: after a clock jump, or with products of unlike lifetimes, the oldest need not end first. */
  #removeExpired(nowMs: number): readonly CountChange[] {
    if (nowMs < this.#nextExpiryMs) return []
    const expired = [...this.#entries.values()].filter((entry) => !isLive(entry, nowMs))
    const changes = expired.map((entry) => this.#remove(entry.cmid, 'expired'))
    this.#nextExpiryMs = earliestExpiryMs(this.#entries)
    return changes
  }

  #raiseCapacity(threshold: number): readonly CountChange[] {
    if (threshold <= this.#highestThreshold) return []
    this.#highestThreshold = threshold
    this.#capacity = 2 * threshold
    return [
      {
        kind: 'capacity-raised',
        applicationId: this.#applicationId,
        highestThreshold: this.#highestThreshold,
        capacity: this.#capacity,
      },
    ]
  }

  #replaceSameMachine(cmid: string, fingerprint: string | undefined): readonly CountChange[] {
    if (fingerprint === undefined) return []
    return [...this.#entries.values()]
      .filter((entry) => entry.fingerprint === fingerprint && entry.cmid !== cmid)
      .map((entry) => this.#remove(entry.cmid, 'replaced'))
  }

  #makeRoom(cmid: string): readonly CountChange[] {
    const [oldest] = this.#entries.keys()
    if (oldest === undefined || this.#entries.has(cmid) || this.#entries.size < this.#capacity) return []
    return [this.#remove(oldest, 'evicted')]
  }

  #put(entry: CountEntry): CountChange {
    // Removed first, so that a renewal moves the entry to the newest end.
    this.#entries.delete(entry.cmid)
    this.#entries.set(entry.cmid, entry)
    this.#nextSequence = entry.sequence + 1
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, entry.expiresAtMs)
    return { kind: 'entry-put', applicationId: this.#applicationId, entry }
  }

  #remove(cmid: string, reason: 'expired' | 'evicted' | 'replaced'): CountChange {
    this.#entries.delete(cmid)
    return { kind: 'entry-removed', applicationId: this.#applicationId, cmid, reason }
  }
}

function earliestExpiryMs(entries: ReadonlyMap<string, CountEntry>): number {
  let earliestMs = Number.POSITIVE_INFINITY
  for (const entry of entries.values()) earliestMs = Math.min(earliestMs, entry.expiresAtMs)
  return earliestMs
}
