/**
 * An answer that takes long to make, kept for a while: everybody who asks meanwhile shares it. One that is no longer
 * fresh is given at once and made anew behind it. One that is too old, or that nobody has made yet, is waited for:
 * as long as it takes, or for a moment by who will ask again.
 */
import type { Clock, Timers } from '@muster/core/ports'
import { forAMoment } from './for-a-moment.ts'

/** An answer is fresh for this long at least, and for so many times as long as it took to make. */
const freshMsMin = 2_000
const freshPerCost = 20
/** Beyond this age nobody wants it any more, unless it took so long to make that waiting is worse. */
export const answerMsMax = 90_000
const agePerCost = 200
/** Different questions whose answers are kept; the oldest leaves. */
const answersMax = 24

/** An answer and when it was made. */
export interface Remembered<Answer> {
  readonly kind: 'there'
  readonly answer: Answer
  readonly madeAtMs: number
  /** Whether it is being made anew. */
  readonly isBeingRenewed: boolean
}

/** An answer that is being made. */
export interface UnderWay {
  readonly kind: 'under-way'
  readonly beganAtMs: number
}

interface Kept<Answer> {
  readonly answer: Answer
  readonly madeAtMs: number
  readonly costMs: number
}

interface Making<Answer> {
  readonly beganAtMs: number
  readonly made: Promise<Kept<Answer>>
}

/** Answers by question. */
export class RememberedAnswers<Answer> {
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #kept = new Map<string, Kept<Answer>>()
  readonly #making = new Map<string, Making<Answer>>()
  /** What went wrong while nobody waited: told to who asks next. */
  readonly #failures = new Map<string, unknown>()

  constructor({ clock, timers }: { readonly clock: Clock; readonly timers: Timers }) {
    this.#clock = clock
    this.#timers = timers
  }

  /** The answer; `make` is called where a new one is due, once for all who ask. Rejects as it does. */
  async read(question: string, make: () => Promise<Answer>): Promise<Remembered<Answer>> {
    const found = this.#find(question, make)
    return 'made' in found ? this.#present(question, await found.made) : found
  }

  /** As {@link read}, waiting a moment at most. */
  async look(question: string, make: () => Promise<Answer>): Promise<Remembered<Answer> | UnderWay> {
    const failure = this.#failures.get(question)
    if (this.#failures.delete(question)) throw failure
    const found = this.#find(question, make)
    if (!('made' in found)) return found
    const { beganAtMs, made } = found
    const kept = await forAMoment(this.#timers, made)
    if (kept !== undefined) return this.#present(question, kept)
    made.catch((error: unknown) => {
      keepFew(this.#failures, question, error)
    })
    return { kind: 'under-way', beganAtMs }
  }

  /** Whether there is an answer that nobody has to wait for, or one that is being made. */
  isAtHand(question: string): boolean {
    const kept = this.#kept.get(question)
    return this.#making.has(question) || (kept !== undefined && !this.#isOld(kept))
  }

  #find(question: string, make: () => Promise<Answer>): Remembered<Answer> | Making<Answer> {
    const kept = this.#kept.get(question)
    if (kept === undefined || this.#isOld(kept)) return this.#make(question, make)
    // Who asks next learns what went wrong, where the answer has grown too old by then.
    if (this.#ageMs(kept) > freshnessMs(kept)) this.#make(question, make).made.catch(() => undefined)
    return this.#present(question, kept)
  }

  #present(question: string, { answer, madeAtMs }: Kept<Answer>): Remembered<Answer> {
    return { kind: 'there', answer, madeAtMs, isBeingRenewed: this.#making.has(question) }
  }

  #make(question: string, make: () => Promise<Answer>): Making<Answer> {
    const known = this.#making.get(question)
    if (known !== undefined) return known
    const making = { beganAtMs: this.#clock.nowMs(), made: this.#makeOnce(question, make) }
    this.#making.set(question, making)
    return making
  }

  async #makeOnce(question: string, make: () => Promise<Answer>): Promise<Kept<Answer>> {
    const beganMs = this.#clock.nowMs()
    try {
      // Never at once: what is being made is known before it can fail.
      const answer = await Promise.resolve().then(make)
      const madeAtMs = this.#clock.nowMs()
      const kept = { answer, madeAtMs, costMs: madeAtMs - beganMs }
      keepFew(this.#kept, question, kept)
      return kept
    } finally {
      this.#making.delete(question)
    }
  }

  #isOld(kept: Kept<Answer>): boolean {
    const ageMs = this.#ageMs(kept)
    return ageMs < 0 || ageMs > Math.max(answerMsMax, kept.costMs * agePerCost)
  }

  #ageMs({ madeAtMs }: Kept<Answer>): number {
    return this.#clock.nowMs() - madeAtMs
  }
}

function freshnessMs({ costMs }: { readonly costMs: number }): number {
  return Math.max(freshMsMin, costMs * freshPerCost)
}

function keepFew<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > answersMax && oldest !== undefined) map.delete(oldest)
}
