/** UUIDs (RFC 9562) between their 16 bytes and their text. */
import { fromHex, toHex } from './hex.ts'

export const uuidBytesLength = 16

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Lower-case text of a UUID's 16 bytes. */
export function uuidToText(bytes: Uint8Array): string {
  return `${toHex(bytes, 0, 4)}-${toHex(bytes, 4, 6)}-${toHex(bytes, 6, 8)}-${toHex(bytes, 8, 10)}-${toHex(bytes, 10, uuidBytesLength)}`
}

/** The 16 bytes of a UUID's text, either case; undefined for anything else. */
export function uuidFromText(text: string): Uint8Array | undefined {
  return isUuid(text) ? fromHex(text.replaceAll('-', '')) : undefined
}

/** Whether text is a UUID in its usual form, either case. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text)
}

/** Sets version and variant bits (RFC 9562 §4) on a copy of 16 bytes. */
export function withUuidVersion(bytes: Uint8Array, version: 4 | 8): Uint8Array {
  const result = bytes.slice(0, uuidBytesLength)
  result[6] = ((result[6] ?? 0) & 0x0f) | (version << 4)
  result[8] = ((result[8] ?? 0) & 0x3f) | 0x80
  return result
}
