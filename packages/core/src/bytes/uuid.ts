/** UUIDs (RFC 9562) between their 16 bytes and their text. */
import { fromHex, toHex } from './hex.ts'

export const uuidBytesLength = 16

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Lower-case text of a UUID's 16 bytes. */
export function uuidToText(bytes: Uint8Array): string {
  const hex = toHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
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
