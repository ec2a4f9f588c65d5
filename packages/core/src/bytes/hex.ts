/** Hexadecimal text of bytes. By tables: identifiers are written and read several times for each request. */

const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** The character codes of the two digits of each byte. */
const highCodes = Uint8Array.from(pairs, (pair) => pair.charCodeAt(0))
const lowCodes = Uint8Array.from(pairs, (pair) => pair.charCodeAt(1))
/** Up to so many bytes a text is made in one step, which is what identifiers and digests are. */
const bytesInOneStepMax = 32

/** Bytes as lower-case hexadecimal text; those from `start` to `end` where these are given. */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start > bytesInOneStepMax) return longHex(bytes, start, end)
  const codes: number[] = []
  for (let index = start; index < end; index++) pushDigits(codes, bytes[index] as number)
  return String.fromCharCode(...codes)
}

/** Adds the character codes of a byte's two digits. */
export function pushDigits(codes: number[], byte: number): void {
  codes.push(highCodes[byte] as number, lowCodes[byte] as number)
}

function longHex(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let index = start; index < end; index++) text += pairs[bytes[index] as number]
  return text
}

/** Bytes of hexadecimal text of either case; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let index = 0; index < bytes.length; index++) {
    const byte = hexByteAt(text, 2 * index)
    if (byte < 0) return undefined
    bytes[index] = byte
  }
  return bytes
}

/** The byte of the two digits that stand at a place of a text; negative where they are none. */
export function hexByteAt(text: string, index: number): number {
  const high = digitValues[text.charCodeAt(index)] ?? -1
  const low = digitValues[text.charCodeAt(index + 1)] ?? -1
  return high < 0 || low < 0 ? -1 : (high << 4) | low
}

/** By character code of ASCII; -1 for what is no digit. */
const digitValues = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
)
