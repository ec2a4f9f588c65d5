/** Tells from its first bytes how a text is encoded, or that it is no text at all. */

/** What the first bytes say. `bomBytes` are to be left out. */
export interface Encoding {
  readonly label: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-8 or windows-1252'
  readonly bomBytes: number
}

/** Bytes that are enough to tell. */
export const sniffedBytes = 4_096

/** Share of zero bytes at one parity above which a text is UTF-16. */
const zeroShareMin = 0.05

/** The encoding: by its mark (BOM), else by where the zero bytes of UTF-16 fall, else single bytes or UTF-8. */
export function sniffEncoding(head: Uint8Array): Encoding {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { label: 'utf-8', bomBytes: 3 }
  if (startsWith(head, [0xff, 0xfe])) return { label: 'utf-16le', bomBytes: 2 }
  if (startsWith(head, [0xfe, 0xff])) return { label: 'utf-16be', bomBytes: 2 }
  const [even, odd] = zerosByParity(head)
  const least = Math.max(1, (head.length / 2) * zeroShareMin)
  if (odd >= least && odd > 4 * even) return { label: 'utf-16le', bomBytes: 0 }
  if (even >= least && even > 4 * odd) return { label: 'utf-16be', bomBytes: 0 }
  return { label: 'utf-8 or windows-1252', bomBytes: 0 }
}

interface Signature {
  readonly bytes: readonly number[]
  readonly kind: BinaryKind
}

/** Files that are no text, as far as they are worth a remedy of their own. */
export type BinaryKind = 'evtx' | 'zip' | 'gzip' | 'pdf'

const signatures: readonly Signature[] = [
  { bytes: [...'ElfFile\0'].map((character) => character.charCodeAt(0)), kind: 'evtx' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], kind: 'zip' },
  { bytes: [0x1f, 0x8b], kind: 'gzip' },
  { bytes: [0x25, 0x50, 0x44, 0x46], kind: 'pdf' },
]

/** The kind of binary file that these first bytes begin, or undefined. */
export function sniffBinary(head: Uint8Array): BinaryKind | undefined {
  return signatures.find(({ bytes }) => startsWith(head, bytes))?.kind
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte)
}

function zerosByParity(bytes: Uint8Array): readonly [even: number, odd: number] {
  const zeros: [number, number] = [0, 0]
  for (let index = 0; index < bytes.length; index++) if (bytes[index] === 0) zeros[(index & 1) as 0 | 1]++
  return zeros
}
