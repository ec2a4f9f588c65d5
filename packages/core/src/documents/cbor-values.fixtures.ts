/** Values that documents may hold, and their bytes written wrongly, for properties. */
import fc from 'fast-check'
import { concatBytes, utf8Bytes } from '../bytes/index.ts'
import type { CborValue } from './cbor-value.ts'

const integer = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
)

/** Any value. */
export const cborValue: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    integer,
    fc.boolean(),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.uint8Array({ maxLength: 30 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(integer, tie('value')), { maxLength: 5, selector: ([key]) => key })
      .map((entries) => new Map(entries)),
  ),
})).value

const headBytes = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 4, 8)
const looseKey = fc
  .tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 4 }), headBytes)
  .map(([major, value, length]) => head(major, value, length))
const looseText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }).map(utf8Bytes),
  fc.uint8Array({ maxLength: 6 }),
  fc
    .constantFrom('efbbbf', 'efbfbd', 'c080', 'eda080', 'f0908080', 'f08f8080', 'f4908080', 'f48fbfbf', '80')
    .map((text) => Uint8Array.from(Buffer.from(text, 'hex'))),
)

/** Bytes that are one item, well or badly written: heads of any length, keys in any order, types that no document has. */
export const looseBytes: fc.Arbitrary<Uint8Array> = fc.letrec<{ item: Uint8Array }>((tie) => ({
  item: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(fc.integer({ min: 0, max: 1 }), integer, headBytes)
      .map(([major, value, length]) => head(major, Math.abs(value), length)),
    fc
      .tuple(fc.uint8Array({ maxLength: 6 }), headBytes)
      .map(([bytes, length]) => concatBytes(head(2, bytes.length, length), bytes)),
    fc.tuple(looseText, headBytes).map(([text, length]) => concatBytes(head(3, text.length, length), text)),
    fc
      .tuple(fc.array(tie('item'), { maxLength: 4 }), headBytes)
      .map(([items, length]) => concatBytes(head(4, items.length, length), ...items)),
    fc
      .tuple(fc.array(fc.tuple(tie('item'), tie('item')), { maxLength: 4 }), headBytes)
      .map(([entries, length]) => concatBytes(head(5, entries.length, length), ...entries.flat())),
    fc
      .tuple(fc.array(fc.tuple(looseKey, tie('item')), { maxLength: 6 }), headBytes)
      .map(([entries, length]) => concatBytes(head(5, entries.length, length), ...entries.flat())),
    fc
      .constantFrom('f4', 'f5', 'f6', 'f7', 'e0', 'f8ff', 'f93c00', 'c000', 'ff')
      .map((text) => Uint8Array.from(Buffer.from(text, 'hex'))),
  ),
})).item

/** A head with its argument in at least so many bytes. */
function head(major: number, argument: number, bytesMin: number): Uint8Array {
  const least =
    argument < 24 ? 0 : argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8
  const length = Math.max(least, bytesMin)
  if (length === 0) return Uint8Array.of((major << 5) | argument)
  const bytes = Buffer.alloc(9)
  bytes.writeBigUInt64BE(BigInt(argument), 1)
  const information = { 1: 24, 2: 25, 4: 26, 8: 27 }[length] ?? 0
  return Uint8Array.from([(major << 5) | information, ...bytes.subarray(9 - length)])
}
