/** The wall clock of the operating system. */
import type { Clock } from '@muster/core/ports'

/** Milliseconds since the epoch, as the operating system tells them; they jump when somebody sets the clock. */
export const systemClock: Clock = { nowMs: () => Date.now() }
