/** The machine name as a request carries it. */
import { machineNameBytesMax } from './limits.ts'

/** A name without control characters, byte order marks and lone surrogates, cut to the whole characters that fit into 63 bytes of UTF-8. */
export function clipMachineName(name: string): string {
  let clipped = ''
  let bytes = 0
  for (const character of name) {
    const point = character.codePointAt(0) ?? 0
    if (isUnprintable(point)) continue
    bytes += utf8Length(point)
    if (bytes > machineNameBytesMax) break
    clipped += character
  }
  return clipped
}

/** Control characters (C0, DEL, C1), the byte order mark, and surrogates that are not part of a pair. */
function isUnprintable(point: number): boolean {
  return (
    point === 0xfeff || point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0xd800 && point < 0xe000)
  )
}

function utf8Length(point: number): number {
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x1_0000 ? 3 : 4
}
