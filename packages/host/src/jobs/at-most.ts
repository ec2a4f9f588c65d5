/** Waiting that ends. */
import type { Timers } from '@muster/core/ports'

/** Resolves when `work` is done or `waitMs` are over, whichever comes first. Rejects as `work` does. */
export function atMost(timers: Timers, waitMs: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(waitMs, resolve)
    work.then(
      () => {
        cancel()
        resolve()
      },
      (error: unknown) => {
        cancel()
        reject(error)
      },
    )
  })
}
