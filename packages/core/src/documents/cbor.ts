/**
 * CBOR in core deterministic encoding (RFC 8949 §4.2.1). A message has exactly one encoding: what does not
 * re-encode to the same bytes is refused. Only the types that the documents use exist here: integers, byte and
 * text strings, booleans, arrays, and maps with integer keys, nested at most 16 deep.
 */
import { decode, encode, rfc8949EncodeOptions } from 'cborg'
import { equalBytes } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import { BoundedTokenizer } from './bounded-tokenizer.ts'

/** A value that a document may contain. */
export type CborValue = number | string | boolean | Uint8Array | readonly CborValue[] | CborMap

/** A map with integer keys. */
export interface CborMap extends ReadonlyMap<number, CborValue> {}

/** Lenient about lengths and order: those are found by encoding again, which has its own code. */
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

/** The one encoding of a value. */
export function encodeCbor(value: CborValue): Uint8Array {
  return encode(value, rfc8949EncodeOptions)
}

/**
 * Decodes one value that fills the bytes whole. Strings of bytes may be views into `bytes`.
 * Throws `document-too-long` above `bytesMax`, `document-malformed`, `document-not-canonical`.
 */
export function decodeCbor(bytes: Uint8Array, bytesMax: number): CborValue {
  if (bytes.length > bytesMax)
    throw new AppError('document-too-long', `${bytes.length} of at most ${bytesMax} bytes.`)
  const value = decodeLeniently(bytes)
  if (!equalBytes(encodeCbor(value), bytes)) throw new AppError('document-not-canonical')
  return value
}

function decodeLeniently(bytes: Uint8Array): CborValue {
  try {
    return decode(bytes, { ...decodeOptions, tokenizer: new BoundedTokenizer(bytes, decodeOptions) })
  } catch (cause) {
    throw new AppError('document-malformed', undefined, { cause })
  }
}
