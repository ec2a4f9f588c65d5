/**
 * What a general CBOR library says of the same bytes: it decodes leniently, and whatever it does not encode to the same
 * bytes again is not canonical. The reader of this folder must say the same of every input.
 */
import { type DecodeOptions, decode, encode, rfc8949EncodeOptions, type Token, Tokenizer, Type } from 'cborg'
import { equalBytes } from '../bytes/index.ts'
import type { CborValue } from './cbor-value.ts'

const nestingMax = 16

/** What the library makes of bytes. */
export type Opinion =
  | { readonly kind: 'value'; readonly value: CborValue }
  | { readonly kind: 'document-malformed' }
  | { readonly kind: 'document-not-canonical' }

const decodeOptions = {
  useMaps: true,
  strict: false,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
} as const

/** The encoding that the library gives a value. */
export function encodeByLibrary(value: CborValue): Uint8Array {
  return encode(value, rfc8949EncodeOptions)
}

/** What the library thinks of bytes, held to the types that documents use. */
export function opinionOfLibrary(bytes: Uint8Array): Opinion {
  let value: CborValue
  try {
    value = decode(bytes, { ...decodeOptions, tokenizer: new BoundedTokenizer(bytes, decodeOptions) })
  } catch {
    return { kind: 'document-malformed' }
  }
  return equalBytes(encodeByLibrary(value), bytes)
    ? { kind: 'value', value }
    : { kind: 'document-not-canonical' }
}

/** An array or map that is being read. */
interface OpenContainer {
  itemsLeft: number
  readonly isMap: boolean
}

/** Throws at the first token that no document contains. */
class BoundedTokenizer {
  readonly #tokens: Tokenizer
  readonly #open: OpenContainer[] = []

  constructor(bytes: Uint8Array, options: DecodeOptions) {
    this.#tokens = new Tokenizer(bytes, options)
  }

  done(): boolean {
    return this.#tokens.done()
  }

  pos(): number {
    return this.#tokens.pos()
  }

  next(): Token {
    const token = this.#tokens.next()
    while (this.#open.at(-1)?.itemsLeft === 0) this.#open.pop()
    const container = this.#open.at(-1)
    if (container?.isMap && container.itemsLeft % 2 === 0 && !isInteger(token))
      throw new Error('A map key is not an integer.')
    if (container !== undefined) container.itemsLeft--
    if (isContainer(token)) this.#enter(token)
    else if (!isScalar(token)) throw new Error(`Documents contain no ${token.type.name}.`)
    return token
  }

  #enter(token: Token): void {
    if (this.#open.length === nestingMax) throw new Error('The nesting is too deep.')
    const isMap = Type.equals(token.type, Type.map)
    this.#open.push({ itemsLeft: Number(token.value) * (isMap ? 2 : 1), isMap })
  }
}

function isContainer({ type }: Token): boolean {
  return Type.equals(type, Type.array) || Type.equals(type, Type.map)
}

function isInteger({ type }: Token): boolean {
  return Type.equals(type, Type.uint) || Type.equals(type, Type.negint)
}

function isScalar(token: Token): boolean {
  const { type } = token
  if (Type.equals(type, Type.bytes) || Type.equals(type, Type.string)) return true
  return isInteger(token) || Type.equals(type, Type.true) || Type.equals(type, Type.false)
}
