/** Hexadecimal text of bytes. By tables: identifiers are written and read several times for each request. */

const hexPattern = /^[0-9a-f]*$/i
const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes as lower-case hexadecimal text; those from `start` to `end` where these are given. */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let index = start; index < end; index++) text += pairs[bytes[index] as number]
  return text
}

/** Bytes of hexadecimal text of either case; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !hexPattern.test(text)) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = (digitAt(text, 2 * index) << 4) | digitAt(text, 2 * index + 1)
  }
  return bytes
}

/** The value of a digit that the pattern let pass: in ASCII, letters of both cases end in the same four bits. */
function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index)
  return code < 0x40 ? code & 0x0f : (code & 0x0f) + 9
}
