/** Waiting for work by who will ask again: a moment, so that a page is there within a tenth of a second. */
import type { Timers } from '@muster/core/ports'

/** Much is done in less. */
export const momentMs = 50

/** What the work gives; undefined where it takes longer. Rejects as the work does within that time. */
export function forAMoment<Result>(timers: Timers, work: Promise<Result>): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(momentMs, () => resolve(undefined))
    work.then(resolve, reject).finally(cancel)
  })
}
