/** How many CMIDs machines share, for monitoring: judged behind a scrape and rarely, so that no scrape waits for it. */
import type { Clock } from '@muster/core/ports'
import type { HostInsight } from '../insight.ts'

/** How old a judgement may grow before a scrape has it made again. */
export const censusMsMax = 300_000
/** The time in which a machine counts (R2.3). */
const countedMs = 30 * 86_400_000

/** What was found. */
export interface DuplicateNumbers {
  readonly cmids: number
  /** Machines behind them that have no CMID of their own. */
  readonly machines: number
}

/** Judges in the background. */
export class DuplicateCensus {
  readonly #clock: Clock
  readonly #insight: Pick<HostInsight, 'duplicates'>
  #numbers: DuplicateNumbers | undefined
  #beganAtMs: number | undefined

  constructor(clock: Clock, insight: Pick<HostInsight, 'duplicates'>) {
    this.#clock = clock
    this.#insight = insight
  }

  /** The latest numbers; undefined before the first are there. */
  look(): DuplicateNumbers | undefined {
    const nowMs = this.#clock.nowMs()
    const isDue = this.#beganAtMs === undefined || Math.abs(nowMs - this.#beganAtMs) >= censusMsMax
    if (isDue) {
      this.#beganAtMs = nowMs
      // Numbers that cannot be had are the old ones; the store's own trouble shows elsewhere.
      this.#judge(nowMs).catch(() => undefined)
    }
    return this.#numbers
  }

  async #judge(nowMs: number): Promise<void> {
    const { duplicates } = await this.#insight.duplicates({ nowMs, sinceMs: nowMs - countedMs })
    const sharing = duplicates
      .map(({ machines }) => machines.filter(({ ownCmid }) => ownCmid === null).length)
      .filter((machines) => machines > 1)
    this.#numbers = { cmids: sharing.length, machines: sharing.reduce((sum, machines) => sum + machines, 0) }
  }
}
