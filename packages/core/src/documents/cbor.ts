/**
 * CBOR in core deterministic encoding (RFC 8949 §4.2.1). A message has exactly one encoding: whatever is not written
 * that way is refused. Only the types that the documents use exist here: integers, byte and text strings, booleans,
 * arrays, and maps with integer keys, nested at most 16 deep.
 */
import { shortArray } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import { CborReader } from './cbor-reader.ts'
import type { CborValue } from './cbor-value.ts'
import { cborLength, writeCbor } from './cbor-writer.ts'

export type { CborMap, CborValue } from './cbor-value.ts'

/** The one encoding of a value. */
export function encodeCbor(value: CborValue): Uint8Array {
  const bytes = shortArray(cborLength(value))
  writeCbor(value, bytes, 0)
  return bytes
}

/**
 * Decodes one value that fills the bytes whole. Strings of bytes may be views into `bytes`.
 * Throws `document-too-long` above `bytesMax`, `document-malformed`, `document-not-canonical`.
 */
export function decodeCbor(bytes: Uint8Array, bytesMax: number): CborValue {
  if (bytes.length > bytesMax)
    throw new AppError('document-too-long', `${bytes.length} of at most ${bytesMax} bytes.`)
  const reader = new CborReader(bytes)
  const value = reader.value(0)
  if (!reader.isAtEnd) throw new AppError('document-malformed', 'Something follows.')
  if (!reader.isCanonical) throw new AppError('document-not-canonical')
  return value
}
