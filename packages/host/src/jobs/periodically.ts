/** Work that is done again and again until it is stopped; the next turn waits for the one before. */
import type { CancelTimer, Timers } from '@muster/core/ports'

/** Periodic work that was started. */
export interface PeriodicWork {
  /** Resolves when the turn that may be under way is over; none begins after. */
  stop(): Promise<void>
}

/** When work is done. */
export interface Period {
  readonly intervalMs: number
  /** Until the first turn; the interval unless given. */
  readonly firstAfterMs?: number
}

/** Starts periodic work. A turn that fails is handed to `onFailure`; the next comes all the same. */
export function periodically(
  timers: Timers,
  { intervalMs, firstAfterMs = intervalMs }: Period,
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
): PeriodicWork {
  let isStopped = false
  let turn: Promise<void> = Promise.resolve()
  let cancel: CancelTimer
  const schedule = (delayMs: number) => {
    cancel = timers.after(delayMs, () => {
      turn = takeTurn()
    })
  }
  const takeTurn = async () => {
    try {
      await work()
    } catch (error) {
      onFailure(error)
    }
    if (!isStopped) schedule(intervalMs)
  }
  schedule(firstAfterMs)
  return {
    stop() {
      isStopped = true
      cancel()
      return turn
    },
  }
}
