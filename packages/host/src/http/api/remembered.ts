/**
 * An answer that takes long to make, kept for a while: everybody who asks meanwhile shares it. One that is no longer
 * fresh is given at once and made anew behind it; one that is too old is waited for.
 */
import type { Clock } from '@muster/core/ports'

/** An answer is fresh for this long at least, and for so many times as long as it took to make. */
const freshMsMin = 2_000
const freshPerCost = 20
/** Beyond this age nobody wants it any more, unless it took so long to make that waiting is worse. */
export const answerMsMax = 90_000
const agePerCost = 200
/** Different questions whose answers are kept; the oldest leaves. */
const answersMax = 16

/** An answer and when it was made. */
export interface Remembered<Answer> {
  readonly answer: Answer
  readonly madeAtMs: number
}

interface Kept<Answer> extends Remembered<Answer> {
  readonly costMs: number
}

/** Answers by question. */
export class RememberedAnswers<Answer> {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept<Answer>>()
  readonly #making = new Map<string, Promise<Kept<Answer>>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The answer; `make` is called where a new one is due, once for all who ask. Rejects as it does. */
  async read(question: string, make: () => Promise<Answer>): Promise<Remembered<Answer>> {
    const kept = this.#kept.get(question)
    const ageMs = kept === undefined ? Number.POSITIVE_INFINITY : this.#clock.nowMs() - kept.madeAtMs
    if (kept === undefined || ageMs < 0 || ageMs > oldMs(kept)) return this.#make(question, make)
    // Who asks next learns what went wrong, where the answer has grown too old by then.
    if (ageMs > freshnessMs(kept)) this.#make(question, make).catch(() => undefined)
    return kept
  }

  #make(question: string, make: () => Promise<Answer>): Promise<Kept<Answer>> {
    const making = this.#making.get(question)
    if (making !== undefined) return making
    const made = this.#makeOnce(question, make)
    this.#making.set(question, made)
    return made
  }

  async #makeOnce(question: string, make: () => Promise<Answer>): Promise<Kept<Answer>> {
    const beganMs = this.#clock.nowMs()
    try {
      const answer = await make()
      const madeAtMs = this.#clock.nowMs()
      const kept = { answer, madeAtMs, costMs: madeAtMs - beganMs }
      this.#kept.delete(question)
      this.#kept.set(question, kept)
      const [oldest] = this.#kept.keys()
      if (this.#kept.size > answersMax && oldest !== undefined) this.#kept.delete(oldest)
      return kept
    } finally {
      this.#making.delete(question)
    }
  }
}

function oldMs({ costMs }: { readonly costMs: number }): number {
  return Math.max(answerMsMax, costMs * agePerCost)
}

function freshnessMs({ costMs }: { readonly costMs: number }): number {
  return Math.max(freshMsMin, costMs * freshPerCost)
}
