/**
 * Virtual time: events happen one after another, each in a turn of the event loop of its own, so that everything that
 * follows from one has followed before the next begins. Nobody waits for a real clock.
 */
import type { CancelTimer, Clock } from '@muster/core/ports'
import { EventQueue, type ScheduledEvent } from './event-queue.ts'
import type { Trace } from './trace.ts'

/** Turns that are asked for at once: they stay turns of their own, and cost less. */
const turnsAhead = 64

/** The time of a world. */
export class VirtualTime implements Clock {
  readonly startMs: number
  readonly #trace: Trace
  readonly #queue = new EventQueue()
  #nowMs: number
  #sequence = 0
  /** Events that happened. */
  events = 0

  constructor(startMs: number, trace: Trace) {
    this.startMs = startMs
    this.#nowMs = startMs
    this.#trace = trace
  }

  nowMs(): number {
    return this.#nowMs
  }

  /** Lets something happen later; `label` names it in the trace. */
  after(delayMs: number, label: string, callback: () => void): CancelTimer {
    const atMs = this.#nowMs + Math.max(0, Math.round(delayMs))
    const event: ScheduledEvent = { atMs, sequence: this.#sequence++, label, callback, isCancelled: false }
    this.#queue.push(event)
    return () => {
      event.isCancelled = true
    }
  }

  /** Runs until a moment, that moment included. `afterEach` is called when all that followed from an event is done. */
  runUntil(untilMs: number, afterEach: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let isOver = false
      const finish = (error?: unknown) => {
        isOver = true
        if (error !== undefined) return reject(error)
        this.#nowMs = untilMs
        resolve()
      }
      const turn = () => {
        if (isOver) return
        try {
          afterEach()
          if (this.#happen(untilMs)) setImmediate(turn)
          else finish()
        } catch (error) {
          finish(error)
        }
      }
      for (let count = 0; count < turnsAhead; count++) setImmediate(turn)
    })
  }

  #happen(untilMs: number): boolean {
    const { nextMs } = this.#queue
    if (nextMs === undefined || nextMs > untilMs) return false
    const event = this.#queue.pop()
    if (event === undefined) return false
    if (event.atMs > untilMs) {
      this.#queue.push(event)
      return false
    }
    this.#nowMs = event.atMs
    this.events += 1
    this.#trace.number(event.atMs)
    this.#trace.text(event.label)
    event.callback()
    return true
  }
}
