/**
 * The activation count as a host must have had it, replayed from its log: an entry for each CMID lives 30 days from its
 * last request, and at most twice the highest threshold that was asked for are kept, never fewer than before.
 */
import type { RequestTable } from '../collecting/request-table.ts'

/** Days that an entry lives. */
export const entryDays = 30
/** Days of a history that are kept, the newest. */
export const historyDaysMax = 400
/** A threshold above this is damage, not a threshold. */
const thresholdMax = 1_000
const secondsPerDay = 86_400

/** The count at the end of one day with requests. */
export interface CountDay {
  /** Days since the epoch, UTC. */
  readonly day: number
  readonly count: number
  readonly peak: number
  readonly requests: number
}

/** The count of one host and one application over time. */
export interface CountHistory {
  readonly days: readonly CountDay[]
  /** The count after the last request. */
  readonly count: number
  readonly peak: number
  readonly capacity: number
  /** The highest threshold that was asked for. */
  readonly threshold: number
  readonly requests: number
  readonly firstSeconds: number
  readonly lastSeconds: number
  /** Rows at which the count was highest, and of the last request; undefined where nobody asked. */
  readonly peakRow: number | undefined
  readonly lastRow: number | undefined
}

/** Which rows take part, and who asks in each: the same number is the same entry. */
export interface CountQuestion {
  readonly takesPart: (row: number) => boolean
  readonly entryOf: (row: number) => number
}

/** Replays the rows that take part. Requests that failed are no entries. */
export function replayCount(
  table: Pick<RequestTable, 'size' | 'seconds' | 'result' | 'minimumCount'>,
  { takesPart, entryOf }: CountQuestion,
): CountHistory {
  const replay = new Replay()
  for (let row = 0; row < table.size; row++)
    if (table.result[row] === 0 && takesPart(row))
      replay.ask({
        row,
        entry: entryOf(row),
        seconds: table.seconds[row] ?? 0,
        minimumCount: table.minimumCount[row] ?? 0,
      })
  return replay.history()
}

interface ReplayedRequest {
  readonly row: number
  readonly entry: number
  readonly seconds: number
  readonly minimumCount: number
}

type OpenDay = { -readonly [Key in keyof CountDay]: CountDay[Key] }

class Replay {
  /** Last request of each entry, the oldest first. */
  readonly #entries = new Map<number, number>()
  #days: OpenDay[] = []
  #threshold = 0
  #peak = 0
  #requests = 0
  #firstSeconds = 0
  #lastSeconds = 0
  #peakRow: number | undefined
  #lastRow: number | undefined

  ask({ row, entry, seconds, minimumCount }: ReplayedRequest): void {
    if (minimumCount <= thresholdMax) this.#threshold = Math.max(this.#threshold, minimumCount)
    this.#expire(seconds)
    this.#entries.delete(entry)
    this.#entries.set(entry, seconds)
    if (this.#entries.size > this.#capacity()) this.#removeOldest()
    this.#note(seconds, row)
  }

  history(): CountHistory {
    return {
      days: this.#days.slice(-historyDaysMax),
      count: this.#entries.size,
      peak: this.#peak,
      capacity: this.#capacity(),
      threshold: this.#threshold,
      requests: this.#requests,
      firstSeconds: this.#firstSeconds,
      lastSeconds: this.#lastSeconds,
      peakRow: this.#peakRow,
      lastRow: this.#lastRow,
    }
  }

  #capacity(): number {
    return 2 * Math.max(1, this.#threshold)
  }

  #expire(seconds: number): void {
    for (const [entry, last] of this.#entries) {
      if (seconds - last < entryDays * secondsPerDay) return
      this.#entries.delete(entry)
    }
  }

  #removeOldest(): void {
    for (const entry of this.#entries.keys()) {
      this.#entries.delete(entry)
      return
    }
  }

  #note(seconds: number, row: number): void {
    const count = this.#entries.size
    if (this.#requests === 0) this.#firstSeconds = seconds
    this.#requests++
    this.#lastSeconds = seconds
    this.#lastRow = row
    if (count > this.#peak) this.#peakRow = row
    this.#peak = Math.max(this.#peak, count)
    const day = Math.floor(seconds / secondsPerDay)
    const open = this.#days.at(-1)
    if (open?.day === day) {
      open.count = count
      open.peak = Math.max(open.peak, count)
      open.requests++
    } else this.#days.push({ day, count, peak: count, requests: 1 })
    if (this.#days.length > 2 * historyDaysMax) this.#days = this.#days.slice(-historyDaysMax)
  }
}
