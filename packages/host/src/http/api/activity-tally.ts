/**
 * Requests by the hour, from the event log. Hours that are over are read once and kept; the present one is read each
 * time. Reading goes in pages and gives way between them, so that a long log holds up no machine.
 */
import { eventIds } from '@muster/core/events'
import type { Clock, Timers } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'

/** The farthest that is looked back. */
export const activityHoursMax = 90 * 24

const hourMs = 3_600_000
const eventsPerPage = 500
const pagesPerTurn = 4

/** One hour. */
export interface ActivityHour {
  /** Its beginning. */
  readonly startMs: number
  readonly answered: number
  readonly refused: number
  /** Requests of machines that were not licensed and were told a count that suffices. */
  readonly activations: number
}

/** What is known. */
export interface Activity {
  readonly hours: readonly ActivityHour[]
  /** False while older hours are still being read. */
  readonly complete: boolean
}

/** Counts requests by the hour. */
export class ActivityTally {
  readonly #store: HostStore
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #byHour = new Map<number, ActivityHour>()
  #readUntilMs: number | undefined
  #reading: Promise<void> | undefined

  constructor(ports: { readonly store: HostStore; readonly clock: Clock; readonly timers: Timers }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#timers = ports.timers
  }

  /** The last hours. The first call begins to read and gives what is known within a moment. */
  async read(hours: number): Promise<Activity> {
    this.#reading = this.#reading ?? this.#readOnce()
    const complete = await this.#withinMoment(this.#reading)
    const sinceMs = hourOf(this.#clock.nowMs()) - (hours - 1) * hourMs
    const known = [...this.#byHour.values()].filter(({ startMs }) => startMs >= sinceMs)
    return { hours: known.toSorted((left, right) => left.startMs - right.startMs), complete }
  }

  /** Two that ask at once share one reading. */
  async #readOnce(): Promise<void> {
    try {
      await this.#readOn()
    } finally {
      this.#reading = undefined
    }
  }

  #withinMoment(reading: Promise<void>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const cancel = this.#timers.after(1_000, () => resolve(false))
      reading.then(() => {
        cancel()
        resolve(true)
      }, reject)
    })
  }

  /** Everything from the hour before the last reading on, counted anew. */
  async #readOn(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    const oldestMs = hourOf(nowMs) - activityHoursMax * hourMs
    const sinceMs = this.#readUntilMs === undefined ? oldestMs : hourOf(this.#readUntilMs) - hourMs
    for (const startMs of [...this.#byHour.keys()])
      if (startMs >= sinceMs || startMs < oldestMs) this.#byHour.delete(startMs)
    await this.#readPages(sinceMs)
    this.#readUntilMs = nowMs
  }

  async #readPages(sinceMs: number): Promise<void> {
    let after: string | undefined
    let pages = 0
    do {
      const page = await this.#store.events({
        limit: eventsPerPage,
        oldestFirst: true,
        sinceMs,
        id: eventIds.requestProcessed,
        ...(after === undefined ? {} : { after }),
      })
      for (const { event } of page.items) if (event.kind === 'request-processed') this.#count(event)
      after = page.next
      pages += 1
      if (pages % pagesPerTurn === 0) await new Promise<void>((resolve) => this.#timers.after(1, resolve))
    } while (after !== undefined)
  }

  #count({ timeMs, code, request }: CountedEvent): void {
    const startMs = hourOf(timeMs)
    const hour = this.#byHour.get(startMs) ?? { startMs, answered: 0, refused: 0, activations: 0 }
    const isAnswered = code === 'success'
    const isActivation =
      isAnswered && request.licenceState !== 1 && (request.count ?? 0) >= request.minimumCount
    this.#byHour.set(startMs, {
      startMs,
      answered: hour.answered + (isAnswered ? 1 : 0),
      refused: hour.refused + (isAnswered ? 0 : 1),
      activations: hour.activations + (isActivation ? 1 : 0),
    })
  }
}

interface CountedEvent {
  readonly timeMs: number
  readonly code: string
  readonly request: { readonly licenceState: number; readonly count?: number; readonly minimumCount: number }
}

function hourOf(timeMs: number): number {
  return Math.floor(timeMs / hourMs) * hourMs
}
