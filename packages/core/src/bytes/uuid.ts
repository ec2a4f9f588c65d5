/** UUIDs (RFC 9562) between their 16 bytes and their text. */
import { hexByteAt, pushDigits } from './hex.ts'

export const uuidBytesLength = 16

const textLength = 36
const hyphensAt: readonly number[] = [8, 13, 18, 23]
const hyphenCode = 0x2d
const bytesAfterHyphen: ReadonlySet<number> = new Set([4, 6, 8, 10])
/** Where the digits of each byte stand. */
const bytesAt: readonly number[] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]

/** Lower-case text of a UUID's 16 bytes. */
export function uuidToText(bytes: Uint8Array): string {
  const codes: number[] = []
  for (let index = 0; index < uuidBytesLength; index++) {
    if (bytesAfterHyphen.has(index)) codes.push(hyphenCode)
    pushDigits(codes, bytes[index] as number)
  }
  return String.fromCharCode(...codes)
}

/** The 16 bytes of a UUID's text, either case; undefined for anything else. */
export function uuidFromText(text: string): Uint8Array | undefined {
  if (text.length !== textLength || hyphensAt.some((at) => text[at] !== '-')) return undefined
  const bytes = new Uint8Array(uuidBytesLength)
  for (let index = 0; index < uuidBytesLength; index++) {
    const byte = hexByteAt(text, bytesAt[index] ?? 0)
    if (byte < 0) return undefined
    bytes[index] = byte
  }
  return bytes
}

/** Whether text is a UUID in its usual form, either case. */
export function isUuid(text: string): boolean {
  return uuidFromText(text) !== undefined
}

/** Sets version and variant bits (RFC 9562 §4) on a copy of 16 bytes. */
export function withUuidVersion(bytes: Uint8Array, version: 4 | 8): Uint8Array {
  const result = bytes.slice(0, uuidBytesLength)
  result[6] = ((result[6] ?? 0) & 0x0f) | (version << 4)
  result[8] = ((result[8] ?? 0) & 0x3f) | 0x80
  return result
}
