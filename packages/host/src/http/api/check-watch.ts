/**
 * The doctor's checks while somebody looks: made again when the state has changed or a minute has passed, never more
 * often than their cost allows, and never waited for by who asks for the state.
 */
import type { Clock, Timers } from '@muster/core/ports'
import type { HostInsight, InsightCheck } from '../../insight.ts'
import { forAMoment } from './for-a-moment.ts'
import type { UnderWay } from './remembered.ts'

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
  readonly #timers: Timers
  readonly #insight: HostInsight
  #latest: (Checked & { readonly costMs: number; readonly signature: string }) | undefined
  #checking: { readonly beganAtMs: number; readonly made: Promise<Checked> } | undefined
  /** What went wrong while nobody waited: told to who asks next. */
  #failure: { readonly error: unknown } | undefined

  constructor({ clock, timers }: { readonly clock: Clock; readonly timers: Timers }, insight: HostInsight) {
    this.#clock = clock
    this.#timers = timers
    this.#insight = insight
  }

  /** What is known now; new checks begin where they are due. `signature` changes when the state does. */
  look(signature: string): Checked | undefined {
    // Checks that fail as a whole say nothing; the next look tries again.
    if (this.#isDue(signature)) this.#check(signature).made.catch(() => undefined)
    return this.#latest
  }

  /** New checks, waited for. Rejects with the codes of a store. */
  fresh(): Promise<Checked> {
    return this.#check(this.#latest?.signature ?? '').made
  }

  /** As {@link fresh}, waiting a moment at most: who asks again soon is given the checks that were made meanwhile. */
  async soon(): Promise<Checked | UnderWay> {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
    const latest = this.#latest
    if (latest !== undefined && Math.abs(this.#clock.nowMs() - latest.checkedAtMs) <= pauseMsMin)
      return latest
    const { beganAtMs, made } = this.#check(latest?.signature ?? '')
    const checked = await forAMoment(this.#timers, made)
    if (checked !== undefined) return checked
    made.catch((error: unknown) => {
      this.#failure = { error }
    })
    return { kind: 'under-way', beganAtMs }
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

  #check(signature: string) {
    this.#checking ??= { beganAtMs: this.#clock.nowMs(), made: this.#checkOnce(signature) }
    return this.#checking
  }

  async #checkOnce(signature: string): Promise<Checked> {
    const beganMs = this.#clock.nowMs()
    try {
      const checks = await Promise.resolve(beganMs).then((nowMs) => this.#insight.checks(nowMs))
      const checkedAtMs = this.#clock.nowMs()
      this.#latest = { checks, checkedAtMs, costMs: checkedAtMs - beganMs, signature }
      return this.#latest
    } finally {
      this.#checking = undefined
    }
  }
}
