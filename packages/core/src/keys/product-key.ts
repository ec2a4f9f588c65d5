/**
 * Product keys (R1.3, R1.4): 22 symbols of data and 3 Reed–Solomon check symbols in Crockford base32, five groups of
 * five. The data are version (3 bits), kind (3), product group (24) and secret (80), the first bit first.
 */
import { base32Symbol, checkSymbolCount, checkSymbolsOf } from '../bytes/index.ts'
import { assert } from '../errors/index.ts'

export const productKeyGroupCount = 5
export const productKeyGroupCharacters = 5
export const productKeyCharacters = productKeyGroupCount * productKeyGroupCharacters
export const productKeySecretLength = 10

export const productKeyKinds = ['setup', 'host', 'mak'] as const
/** Setup key: public, identifies the product. Host key: makes an activation host. MAK: a number of single activations. */
export type ProductKeyKind = (typeof productKeyKinds)[number]

/** What a product key says. */
export interface ProductKeyContent {
  readonly kind: ProductKeyKind
  /** 24 bits. */
  readonly productGroup: number
  /** 10 bytes; public in a setup key, secret in the others. */
  readonly secret: Uint8Array
}

/** A product key that is intact. `text` and `secret` are never shown or logged: {@link partial} is. */
export interface ProductKey extends ProductKeyContent {
  /** The one way it is written: upper case, groups joined by hyphens. */
  readonly text: string
  /** Its last group: all that is ever shown (R1.6). */
  readonly partial: string
}

export const dataSymbolCount = productKeyCharacters - checkSymbolCount
export const keyVersion = 1
/** Kinds are numbered from 1, so that a key of zeros is none. */
export const firstKindNumber = 1
const productGroupBits = 24
const secretBits = productKeySecretLength * 8
const symbolBits = 5n

/** Writes a product key. */
export function encodeProductKey(content: ProductKeyContent): string {
  return textOfSymbols(withCheckSymbols(dataSymbolsOf(content)))
}

/** A product key from its parts, as one that was parsed. */
export function productKeyOf(content: ProductKeyContent): ProductKey {
  const text = encodeProductKey(content)
  return { ...content, secret: content.secret.slice(), text, partial: partialOfText(text) }
}

/** The only part of a key that is shown, its last group (R1.6). */
export function partialProductKey(key: ProductKey): string {
  return key.partial
}

/** The numbers in 22 data symbols; they may be of a version or kind that is unknown here. */
export function readDataSymbols(symbols: readonly number[]): {
  readonly version: number
  readonly kind: number
  readonly productGroup: number
  readonly secret: Uint8Array
} {
  let number = symbols.reduce((value, symbol) => (value << symbolBits) | BigInt(symbol), 0n)
  const take = (bits: number) => {
    const value = BigInt.asUintN(bits, number)
    number >>= BigInt(bits)
    return value
  }
  const secret = bytesOfNumber(take(secretBits))
  const productGroup = Number(take(productGroupBits))
  const kind = Number(take(3))
  return { version: Number(number), kind, productGroup, secret }
}

function dataSymbolsOf({ kind, productGroup, secret }: ProductKeyContent): readonly number[] {
  assert(secret.length === productKeySecretLength, 'the secret of a product key has 10 bytes')
  assert(
    Number.isInteger(productGroup) && productGroup >= 0 && productGroup < 2 ** productGroupBits,
    'a product group has 24 bits',
  )
  const head = (keyVersion << 3) | (productKeyKinds.indexOf(kind) + firstKindNumber)
  let number = (BigInt(head) << BigInt(productGroupBits)) | BigInt(productGroup)
  for (const byte of secret) number = (number << 8n) | BigInt(byte)
  return Array.from({ length: dataSymbolCount }, (_, index) =>
    Number((number >> (symbolBits * BigInt(dataSymbolCount - 1 - index))) & 31n),
  )
}

function withCheckSymbols(data: readonly number[]): readonly number[] {
  return [...data, ...checkSymbolsOf(data)]
}

function textOfSymbols(symbols: readonly number[]): string {
  const characters = symbols.map(base32Symbol).join('')
  return Array.from({ length: productKeyGroupCount }, (_, group) =>
    characters.slice(group * productKeyGroupCharacters, (group + 1) * productKeyGroupCharacters),
  ).join('-')
}

function partialOfText(text: string): string {
  return text.slice(-productKeyGroupCharacters)
}

function bytesOfNumber(value: bigint): Uint8Array {
  return Uint8Array.from({ length: productKeySecretLength }, (_, index) =>
    Number((value >> BigInt(8 * (productKeySecretLength - 1 - index))) & 0xffn),
  )
}
