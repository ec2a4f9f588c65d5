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
  if (delayMs <= 0) return startAtOnce(callback, keepsProcessAlive)
  let timeout: NodeJS.Timeout
  const wait = (remainingMs: number) => {
    const stepMs = Math.min(remainingMs, timerDelayMsMax)
    const isLastStep = stepMs >= remainingMs
    timeout = setTimeout(() => (isLastStep ? callback() : wait(remainingMs - stepMs)), stepMs)
    if (!keepsProcessAlive) timeout.unref()
  }
  wait(delayMs)
  return () => clearTimeout(timeout)
}

/** After what is ready now was handled; a timer of the event loop would wait a millisecond at least. */
function startAtOnce(callback: () => void, keepsProcessAlive: boolean): CancelTimer {
  const immediate = setImmediate(callback)
  if (!keepsProcessAlive) immediate.unref()
  return () => clearImmediate(immediate)
}
