/**
 * Turns the bytes of one source into text as they arrive. UTF-16 is decoded as such; everything else is UTF-8, and a
 * line that is not falls back to Windows-1252 by itself, so that pasted pieces of two origins both stay readable.
 */
import { type Encoding, sniffEncoding } from './sniff-encoding.ts'

const newline = 0x0a
/** Bytes below are one character in UTF-8 and in Windows-1252 alike: a safe place to cut. */
const asciiEnd = 0x80

/** A decoder of one source; `head` are its first bytes, which come again with the first `decode`. */
export class SourceDecoder {
  readonly #encoding: Encoding
  readonly #wide: InstanceType<typeof TextDecoder> | undefined
  readonly #strict = new TextDecoder('utf-8', { fatal: true })
  readonly #fallback = new TextDecoder('windows-1252')
  #skip: number
  #rest: Uint8Array = new Uint8Array(0)
  #fellBack = false

  constructor(head: Uint8Array) {
    this.#encoding = sniffEncoding(head)
    this.#skip = this.#encoding.bomBytes
    const { label } = this.#encoding
    if (label === 'utf-16le' || label === 'utf-16be') this.#wide = new TextDecoder(label)
  }

  /** Name of the encoding, as far as it is known by now. */
  get encoding(): string {
    if (this.#encoding.label !== 'utf-8 or windows-1252') return this.#encoding.label
    return this.#fellBack ? 'windows-1252' : 'utf-8'
  }

  /** The text of the next bytes; what may be half a character waits for the next call. */
  decode(chunk: Uint8Array): string {
    const bytes = this.#withoutBom(chunk)
    if (this.#wide !== undefined) return this.#wide.decode(bytes, { stream: true })
    const all = this.#rest.length === 0 ? bytes : joinBytes(this.#rest, bytes)
    const end = lastAsciiEnd(all)
    this.#rest = all.slice(end)
    return this.#decodeBytes(all.subarray(0, end))
  }

  /** The text of what is left at the end. */
  end(): string {
    if (this.#wide !== undefined) return this.#wide.decode()
    const rest = this.#rest
    this.#rest = new Uint8Array(0)
    return this.#decodeBytes(rest)
  }

  #withoutBom(chunk: Uint8Array): Uint8Array {
    const skipped = Math.min(this.#skip, chunk.length)
    this.#skip -= skipped
    return chunk.subarray(skipped)
  }

  #decodeBytes(bytes: Uint8Array): string {
    return this.#tryStrict(bytes) ?? this.#decodeLines(bytes)
  }

  #decodeLines(bytes: Uint8Array): string {
    const texts: string[] = []
    for (let start = 0; start < bytes.length; ) {
      const found = bytes.indexOf(newline, start)
      const end = found === -1 ? bytes.length : found + 1
      texts.push(this.#decodeLine(bytes.subarray(start, end)))
      start = end
    }
    return texts.join('')
  }

  #decodeLine(line: Uint8Array): string {
    const text = this.#tryStrict(line)
    if (text !== undefined) return text
    this.#fellBack = true
    return this.#fallback.decode(line)
  }

  #tryStrict(bytes: Uint8Array): string | undefined {
    try {
      return this.#strict.decode(bytes)
    } catch {
      return undefined
    }
  }
}

/** Where the last single-byte character ends; all of it where there is none, so that nothing piles up. */
function lastAsciiEnd(bytes: Uint8Array): number {
  for (let index = bytes.length - 1; index >= 0; index--)
    if ((bytes[index] ?? asciiEnd) < asciiEnd) return index + 1
  return bytes.length
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}
