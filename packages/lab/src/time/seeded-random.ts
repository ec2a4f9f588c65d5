/**
 * Randomness from a seed: the same seed and label give the same stream, on every machine. A stream of its own for each
 * part keeps one part's draws from shifting another's.
 */
import type { Random } from '@muster/core/ports'

/** A stream of drawn values. */
export class SeededRandom implements Random {
  readonly #name: string
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(name: string) {
    this.#name = name
    const [a, b, c] = wordsOf(name)
    this.#a = a
    this.#b = b
    this.#c = c
    for (let round = 0; round < 12; round++) this.#next()
  }

  /** The stream of a part. */
  fork(label: string): SeededRandom {
    return new SeededRandom(`${this.#name}/${label}`)
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += 4) {
      const word = this.#next()
      for (let byte = 0; byte < 4 && at + byte < length; byte++) bytes[at + byte] = word >>> (8 * byte)
    }
    return bytes
  }

  /** From 0 inclusive to 1 exclusive. */
  unit(): number {
    return this.#next() / 2 ** 32
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1))
  }

  /** Whether something of this probability happens. Nothing is drawn where it never does. */
  chance(probability: number): boolean {
    return probability > 0 && this.unit() < probability
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.between(0, items.length - 1)] as Item
  }

  /** Small fast counting generator (sfc32). */
  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}

function wordsOf(text: string): readonly [number, number, number] {
  let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 0x85ebca6b)
    b = Math.imul(b + code, 0xc2b2ae35) ^ (a >>> 15)
    c = Math.imul(c ^ b, 0x27d4eb2f) + a
  }
  return [a, b, c]
}
