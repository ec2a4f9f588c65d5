/** Transactions that the server undid because of others run again, a few times; no other failure is tried again. */

/** How often one transaction is tried. */
export const attemptsMax = 5
const retryPauseMs = 5

/** How a transaction is tried again. */
export interface Attempts {
  /**
   * Whether the server has undone everything and the same work may succeed. A connection that broke is none of
   * these: whether its commit happened is unknown.
   */
  readonly mayBeRetried: (error: unknown) => boolean
  readonly pause: (milliseconds: number) => Promise<void>
  /** From 0 inclusive to 1 exclusive: hosts that met do not meet again at once. */
  readonly chance: () => number
}

/** Runs `transact` until it succeeds or may not be tried again. Rejects with its last failure. */
export async function withAttempts<T>(
  { mayBeRetried, pause, chance }: Attempts,
  transact: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact()
    } catch (error) {
      if (!mayBeRetried(error) || attempt === attemptsMax) throw error
      await pause(retryPauseMs * attempt * (1 + chance()))
    }
  }
}
