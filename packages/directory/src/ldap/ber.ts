/**
 * The part of BER (X.690) that LDAP uses (RFC 4511 §5.1): definite lengths, low tags, primitive strings. A reader never
 * looks beyond the element that it was opened on, so that no length inside a message reaches outside it.
 */
import { concatBytes } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'

/** Tags of the universal class. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const

const longForm = 0x80
const lengthBytesMax = 4
const integerBytesMax = 4
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** One element with its tag and length. */
export function element(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...content)
  return concatBytes(Uint8Array.of(tag), encodeLength(body.length), body)
}

/** A whole number from 0 to 2³¹−1. */
export function integer(value: number, tag: number = tags.integer): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 0x100))
    bytes.unshift(rest & 0xff)
  if ((bytes[0] ?? 0) >= 0x80) bytes.unshift(0)
  return element(tag, Uint8Array.from(bytes))
}

/** Text in UTF-8. */
export function text(value: string, tag: number = tags.octets): Uint8Array {
  return element(tag, encoder.encode(value))
}

/** Of the octet a truth value consists of. */
export function boolean(value: boolean, tag: number = tags.boolean): Uint8Array {
  return element(tag, Uint8Array.of(value ? 0xff : 0))
}

/** Reads elements one after another. Whatever is not as expected throws `directory-answer-malformed`. */
export class BerReader {
  readonly #bytes: Uint8Array
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length
  }

  /** The tag of the next element; undefined at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#offset]
  }

  /** The content of the next element, which must have this tag. Shares the memory of the message. */
  content(tag: number): Uint8Array {
    if (this.nextTag !== tag) throw malformed()
    return this.any().content
  }

  /** The next element, whatever it is. */
  any(): { readonly tag: number; readonly content: Uint8Array } {
    const tag = this.nextTag
    const head = headOf(this.#bytes, this.#offset)
    if (tag === undefined || head === undefined) throw malformed()
    const start = this.#offset + head.headBytes
    const end = start + head.contentBytes
    if (end > this.#bytes.length) throw malformed()
    this.#offset = end
    return { tag, content: this.#bytes.subarray(start, end) }
  }

  /** A reader of the next element's content. */
  enter(tag: number): BerReader {
    return new BerReader(this.content(tag))
  }

  integer(tag: number = tags.integer): number {
    const bytes = this.content(tag)
    if (bytes.length === 0 || bytes.length > integerBytesMax || (bytes[0] ?? 0) >= 0x80) throw malformed()
    return bytes.reduce((value, byte) => value * 0x100 + byte, 0)
  }

  text(tag: number = tags.octets): string {
    return textOf(this.content(tag))
  }
}

/** UTF-8 as text. Throws `directory-answer-malformed`. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw malformed()
  }
}

/**
 * Lengths of the element that begins at an offset: undefined where its head has not arrived whole.
 * Throws `directory-answer-malformed` for an indefinite length or one of more than 4 bytes.
 */
export function headOf(
  bytes: Uint8Array,
  offset: number,
): { readonly headBytes: number; readonly contentBytes: number } | undefined {
  const first = bytes[offset + 1]
  if (first === undefined) return undefined
  if (first < longForm) return { headBytes: 2, contentBytes: first }
  const lengthBytes = first - longForm
  if (lengthBytes === 0 || lengthBytes > lengthBytesMax) throw malformed()
  if (offset + 2 + lengthBytes > bytes.length) return undefined
  let contentBytes = 0
  for (let index = 0; index < lengthBytes; index++)
    contentBytes = contentBytes * 0x100 + (bytes[offset + 2 + index] ?? 0)
  return { headBytes: 2 + lengthBytes, contentBytes }
}

function encodeLength(length: number): Uint8Array {
  if (length < longForm) return Uint8Array.of(length)
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) bytes.unshift(rest & 0xff)
  return Uint8Array.of(longForm + bytes.length, ...bytes)
}

function malformed(): AppError {
  return new AppError('directory-answer-malformed')
}
