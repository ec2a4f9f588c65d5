/** Work that is given up after a time: a doctor that waits for what is down is no help. */
import type { Timers } from '@muster/core/ports'

/** The result of the work; `late` where it took longer or failed. The work goes on unheard. */
export function within<Result, Late>(
  timers: Timers,
  milliseconds: number,
  work: Promise<Result>,
  late: (error?: unknown) => Late,
): Promise<Result | Late> {
  return new Promise((resolve) => {
    const cancel = timers.after(milliseconds, () => resolve(late()))
    work.then(
      (result) => {
        cancel()
        resolve(result)
      },
      (error: unknown) => {
        cancel()
        resolve(late(error))
      },
    )
  })
}
