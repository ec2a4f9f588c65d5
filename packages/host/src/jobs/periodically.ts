/** Work that is done again and again until it is stopped; the next turn waits for the one before. */
import type { CancelTimer, Timers } from '@muster/core/ports'

/** Periodic work that was started. */
export interface PeriodicWork {
  /** Resolves when the turn that may be under way is over; none begins after. */
  stop(): Promise<void>
}

/** Starts work that has its first turn after `intervalMs`. A turn that fails is handed to `onFailure`; the next comes all the same. */
export function periodically(
  timers: Timers,
  intervalMs: number,
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
): PeriodicWork {
  let isStopped = false
  let turn: Promise<void> = Promise.resolve()
  let cancel: CancelTimer
  const schedule = () => {
    cancel = timers.after(intervalMs, () => {
      turn = takeTurn()
    })
  }
  const takeTurn = async () => {
    try {
      await work()
    } catch (error) {
      onFailure(error)
    }
    if (!isStopped) schedule()
  }
  schedule()
  return {
    stop() {
      isStopped = true
      cancel()
      return turn
    },
  }
}
