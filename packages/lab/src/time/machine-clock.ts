/** A clock that a computer has: right, drifting, or set wrong. Timers do not follow it. */
import type { Clock } from '@muster/core/ports'
import type { VirtualTime } from './virtual-time.ts'

const partsPerMillion = 1_000_000

/** The clock of one computer. */
export class MachineClock implements Clock {
  readonly #time: VirtualTime
  #offsetMs = 0
  #driftPartsPerMillion = 0
  #driftSinceMs: number

  constructor(time: VirtualTime) {
    this.#time = time
    this.#driftSinceMs = time.nowMs()
  }

  nowMs(): number {
    return Math.floor(this.#time.nowMs() + this.errorMs)
  }

  /** How far it is from the true time. */
  get errorMs(): number {
    const elapsedMs = this.#time.nowMs() - this.#driftSinceMs
    return this.#offsetMs + (elapsedMs * this.#driftPartsPerMillion) / partsPerMillion
  }

  /** Sets it forward, or back where negative. */
  jump(ms: number): void {
    this.#offsetMs += ms
  }

  /** From now on it runs fast by so much, or slow where negative. */
  drift(driftPartsPerMillion: number): void {
    this.#offsetMs = this.errorMs
    this.#driftSinceMs = this.#time.nowMs()
    this.#driftPartsPerMillion = driftPartsPerMillion
  }

  /** Sets it right. */
  set(): void {
    this.#offsetMs = 0
    this.#driftPartsPerMillion = 0
  }
}
