/**
 * The doctor's checks while somebody looks: made again when the state has changed or a minute has passed, never more
 * often than their cost allows, and never waited for by who asks for the state.
 */
import type { Clock } from '@muster/core/ports'
import type { HostInsight, InsightCheck } from '../../insight.ts'

const pauseMsMin = 3_000
/** Checks may take this part of the time. */
const pausePerCost = 20
const ageMsMax = 60_000

/** Checks and when they were made. */
export interface Checked {
  readonly checks: readonly InsightCheck[]
  readonly checkedAtMs: number
}

/** The checks of one host. */
export class CheckWatch {
  readonly #clock: Clock
  readonly #insight: HostInsight
  #latest: (Checked & { readonly costMs: number; readonly signature: string }) | undefined
  #checking: Promise<Checked> | undefined

  constructor(clock: Clock, insight: HostInsight) {
    this.#clock = clock
    this.#insight = insight
  }

  /** What is known now; new checks begin where they are due. `signature` changes when the state does. */
  look(signature: string): Checked | undefined {
    // Checks that fail as a whole say nothing; the next look tries again.
    if (this.#isDue(signature)) this.#check(signature).catch(() => undefined)
    return this.#latest
  }

  /** New checks, waited for. Rejects with the codes of a store. */
  fresh(): Promise<Checked> {
    return this.#check(this.#latest?.signature ?? '')
  }

  #isDue(signature: string): boolean {
    if (this.#checking !== undefined) return false
    if (this.#latest === undefined) return true
    const { checkedAtMs, costMs } = this.#latest
    const ageMs = this.#clock.nowMs() - checkedAtMs
    const hasChanged = signature !== this.#latest.signature
    return (
      ageMs < 0 || ageMs >= ageMsMax || (hasChanged && ageMs >= Math.max(pauseMsMin, costMs * pausePerCost))
    )
  }

  #check(signature: string): Promise<Checked> {
    this.#checking ??= this.#checkOnce(signature)
    return this.#checking
  }

  async #checkOnce(signature: string): Promise<Checked> {
    const beganMs = this.#clock.nowMs()
    try {
      const checks = await this.#insight.checks(beganMs)
      const checkedAtMs = this.#clock.nowMs()
      this.#latest = { checks, checkedAtMs, costMs: checkedAtMs - beganMs, signature }
      return this.#latest
    } finally {
      this.#checking = undefined
    }
  }
}
