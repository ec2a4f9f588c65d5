/**
 * Timers of the event loop, for delays of any length. Two kinds, since a process lives as long as a timer that it
 * waits for: a service waits for its work, a product that embeds the client must be free to end before a renewal.
 */
import type { CancelTimer, Timers } from '@muster/core/ports'

/** The longest delay that one timer of the event loop takes; beyond it Node.js would fire at once. */
export const timerDelayMsMax = 2 ** 31 - 1

/** Timers that keep the process alive until they fired: for services and commands. */
export const systemTimers: Timers = { after: (delayMs, callback) => startTimer(delayMs, callback, true) }

/** Timers that let the process end before they fire: for the client inside somebody's product. */
export const backgroundTimers: Timers = { after: (delayMs, callback) => startTimer(delayMs, callback, false) }

function startTimer(delayMs: number, callback: () => void, keepsProcessAlive: boolean): CancelTimer {
  let timeout: NodeJS.Timeout
  const wait = (remainingMs: number) => {
    const stepMs = Math.min(Math.max(remainingMs, 0), timerDelayMsMax)
    const isLastStep = stepMs >= remainingMs
    timeout = setTimeout(() => (isLastStep ? callback() : wait(remainingMs - stepMs)), stepMs)
    if (!keepsProcessAlive) timeout.unref()
  }
  wait(delayMs)
  return () => clearTimeout(timeout)
}
