/**
 * Whether answers could have been given one after another: whoever was told before another asked stands before it in
 * the log. With a count that follows from the log's order, that makes the hosts of a shared count one (linearizable).
 */
import { Violation } from './checker.ts'

/** When something was told, and the highest place in the log that had been told by then. */
interface Told {
  readonly at: number
  readonly highestSequence: number
}

/** The answers of hosts that share a log, in the order in which they are told. */
export class SerialOrder {
  readonly #told: Told[] = []

  /** Takes in an answer that leaves at this moment. Throws {@link Violation}. */
  tell(answer: { readonly sequence: number; readonly askedAt: number; readonly toldAt: number }): void {
    const { sequence, askedAt, toldAt } = answer
    const before = this.#highestBefore(askedAt)
    if (sequence < before)
      throw new Violation('R2.13', `place ${sequence} was asked for after place ${before} was told`)
    const highestSequence = Math.max(sequence, this.#told.at(-1)?.highestSequence ?? 0)
    this.#told.push({ at: toldAt, highestSequence })
  }

  /** The highest place that was told before a moment. */
  #highestBefore(moment: number): number {
    let [low, high] = [0, this.#told.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#told[middle]?.at ?? 0) < moment) low = middle + 1
      else high = middle
    }
    return this.#told[low - 1]?.highestSequence ?? 0
  }
}
