/** Time, handed in: the lab runs the same code in virtual time. */

/** The wall clock. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  nowMs(): number
}

/** Takes back a timer; calling it again does nothing. */
export type CancelTimer = () => void

/** Timers that run a callback once. */
export interface Timers {
  after(delayMs: number, callback: () => void): CancelTimer
}
