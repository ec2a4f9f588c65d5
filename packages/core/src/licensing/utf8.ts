/** UTF-8 of text (RFC 3629), for hashing. Lone surrogates become U+FFFD. */

const replacementPoint = 0xfffd

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? replacementPoint
    bytes.push(...encodePoint(point >= 0xd800 && point <= 0xdfff ? replacementPoint : point))
  }
  return Uint8Array.from(bytes)
}

function encodePoint(point: number): readonly number[] {
  if (point < 0x80) return [point]
  if (point < 0x800) return [0xc0 | (point >> 6), tail(point)]
  if (point < 0x1_0000) return [0xe0 | (point >> 12), tail(point >> 6), tail(point)]
  return [0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point)]
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f)
}
