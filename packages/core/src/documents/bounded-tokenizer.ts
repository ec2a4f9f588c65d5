/**
 * The tokens of a message, for cborg's decoder to build values from. It passes only the types that documents are
 * made of, integers as map keys, and a bounded nesting, so that no input exhausts the stack of a decoder.
 */
import { type DecodeOptions, type Token, Tokenizer, Type } from 'cborg'

/** The deepest nesting of arrays and maps; the documents themselves need 6. */
export const nestingMax = 16

/** An array or map that is being read. */
interface OpenContainer {
  itemsLeft: number
  readonly isMap: boolean
}

/** Throws a plain error at the first token that no document contains; the caller gives it a code. */
export class BoundedTokenizer {
  readonly #tokens: Tokenizer
  readonly #open: OpenContainer[] = []

  constructor(bytes: Uint8Array, options: DecodeOptions) {
    const plainBytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#tokens = new Tokenizer(plainBytes, options)
  }

  done(): boolean {
    return this.#tokens.done()
  }

  pos(): number {
    return this.#tokens.pos()
  }

  next(): Token {
    const token = this.#tokens.next()
    this.#closeFinished()
    const container = this.#open.at(-1)
    if (container?.isMap && container.itemsLeft % 2 === 0 && !isInteger(token))
      throw new Error('A map key is not an integer.')
    if (container !== undefined) container.itemsLeft--
    if (isContainer(token)) this.#enter(token)
    else if (!isScalar(token)) throw new Error(`Documents contain no ${token.type.name}.`)
    return token
  }

  #closeFinished(): void {
    while (this.#open.at(-1)?.itemsLeft === 0) this.#open.pop()
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
