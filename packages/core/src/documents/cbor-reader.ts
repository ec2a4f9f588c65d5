/**
 * Reads a value from its bytes in one pass, and tells on the way whether they are its one encoding. What is not
 * canonical is read to its end all the same: bytes that are no value at all are told apart from bytes that are a value
 * written in another way. Nothing is reserved by what a length claims.
 */
import { readUtf8 } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import {
  argumentIn1Byte,
  argumentIn8Bytes,
  type CborMap,
  type CborValue,
  falseByte,
  majorTypes,
  trueByte,
} from './cbor-value.ts'
import { compareKeys } from './cbor-writer.ts'

/** The deepest nesting of arrays and maps; the documents themselves need 6. */
export const nestingMax = 16

/** Reads one message. */
export class CborReader {
  readonly #bytes: Uint8Array
  #at = 0
  /** Whether what was read so far is written as it must be. */
  isCanonical = true

  constructor(bytes: Uint8Array) {
    this.#bytes =
      bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /**
   * The next value, inside so many arrays and maps. Byte strings are views into the message.
   * Throws `document-malformed`.
   */
  value(nesting: number): CborValue {
    const first = this.#first()
    switch (first >> 5) {
      case majorTypes.unsigned:
        return this.#argument(first)
      case majorTypes.negative:
        return this.#negative(first)
      case majorTypes.bytes:
        return this.#bytesOf(this.#argument(first))
      case majorTypes.text:
        return this.#text(this.#argument(first))
      case majorTypes.array:
        return this.#array(this.#argument(first), nesting)
      case majorTypes.map:
        return this.#map(this.#argument(first), nesting)
      default:
        if (first === trueByte) return true
        if (first === falseByte) return false
        throw malformed('Documents contain no such type.')
    }
  }

  #first(): number {
    const first = this.#bytes[this.#at]
    if (first === undefined) throw malformed('The end is missing.')
    this.#at += 1
    return first
  }

  /** The number in a head: a value, or a length. */
  #argument(first: number): number {
    const information = first & 0x1f
    if (information < argumentIn1Byte) return information
    if (information > argumentIn8Bytes) throw malformed('A length is reserved or indefinite.')
    const length = 1 << (information - argumentIn1Byte)
    const end = this.#at + length
    if (end > this.#bytes.length) throw malformed('The end is missing.')
    let argument = 0
    while (this.#at < end) argument = argument * 256 + (this.#bytes[this.#at++] as number)
    if (argument > Number.MAX_SAFE_INTEGER) throw malformed('A number is too large.')
    if (argument < leastArgumentIn(length)) this.isCanonical = false
    return argument
  }

  #negative(first: number): number {
    const value = -1 - this.#argument(first)
    if (value < Number.MIN_SAFE_INTEGER) throw malformed('A number is too small.')
    return value
  }

  #bytesOf(length: number): Uint8Array {
    const start = this.#skip(length)
    return this.#bytes.subarray(start, this.#at)
  }

  #text(length: number): string {
    const start = this.#skip(length)
    const text = readUtf8(this.#bytes, start, this.#at)
    if (text === undefined) this.isCanonical = false
    return text ?? ''
  }

  /** Goes behind so many bytes and gives where they start. */
  #skip(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) throw malformed('The end is missing.')
    this.#at = start + length
    return start
  }

  #array(length: number, nesting: number): readonly CborValue[] {
    if (nesting === nestingMax) throw malformed('The nesting is too deep.')
    const items: CborValue[] = []
    for (let count = 0; count < length; count++) items.push(this.value(nesting + 1))
    return items
  }

  #map(size: number, nesting: number): CborMap {
    if (nesting === nestingMax) throw malformed('The nesting is too deep.')
    const map = new Map<number, CborValue>()
    let isInOrder = true
    let last: number | undefined
    for (let count = 0; count < size; count++) {
      const key = this.#key()
      if (last !== undefined && compareKeys(last, key) >= 0) isInOrder = false
      if (!isInOrder && map.has(key)) throw malformed('A key is repeated.')
      last = key
      map.set(key, this.value(nesting + 1))
    }
    if (!isInOrder) this.isCanonical = false
    return map
  }

  #key(): number {
    const first = this.#first()
    const majorType = first >> 5
    if (majorType === majorTypes.unsigned) return this.#argument(first)
    if (majorType === majorTypes.negative) return this.#negative(first)
    throw malformed('A map key is not an integer.')
  }
}

/** What an argument in 1, 2, 4 or 8 bytes must at least be: anything less has a shorter head. */
function leastArgumentIn(length: number): number {
  if (length === 1) return argumentIn1Byte
  if (length === 2) return 0x100
  return length === 4 ? 0x1_0000 : 0x1_0000_0000
}

function malformed(detail: string): AppError {
  return new AppError('document-malformed', detail)
}
