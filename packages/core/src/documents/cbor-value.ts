/** What documents are made of: the types of CBOR that they use, and no others. */

/** A value that a document may contain. */
export type CborValue = number | string | boolean | Uint8Array | readonly CborValue[] | CborMap

/** A map with integer keys. */
export interface CborMap extends ReadonlyMap<number, CborValue> {}

/** The major types (RFC 8949 §3.1). */
export const majorTypes = {
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
} as const

export const falseByte = 0xf4
export const trueByte = 0xf5

/** Additional information that announces an argument of 1, 2, 4 or 8 bytes; what is smaller is the argument itself. */
export const argumentIn1Byte = 24
export const argumentIn2Bytes = 25
export const argumentIn4Bytes = 26
export const argumentIn8Bytes = 27
