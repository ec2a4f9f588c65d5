/**
 * Texts that repeat, each kept once and known by a number. They are copied, since a text that was cut out of a long one
 * keeps that one in memory.
 */
import { namesMax } from '../limits.ts'

/** Texts by number, from 0 in the order of their first appearance. */
export class TextPool {
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = []

  /** All texts by their number. */
  get texts(): readonly string[] {
    return this.#texts
  }

  /** The number of a text; undefined for a new one where the pool is full. */
  numberOf(text: string): number | undefined {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    if (this.#texts.length >= namesMax) return undefined
    const own = Buffer.from(text).toString()
    const number = this.#texts.length
    this.#texts.push(own)
    this.#numbers.set(own, number)
    return number
  }
}
