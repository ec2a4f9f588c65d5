/**
 * Domain names on the wire (RFC 1035 §3.1, §4.1.4). Names are kept as text in lower case without the last dot; a
 * compression pointer may only point backwards, so that no message makes the reader run in a circle.
 */
import { AppError } from '../errors/index.ts'

const labelBytesMax = 63
const nameBytesMax = 255
const pointerMark = 0xc0
const labelPattern = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/

/** A name in lower case without the last dot; the root is the empty text. Throws `dns-name-invalid`. */
export function normaliseDomainName(text: string): string {
  const name = text.trim().toLowerCase().replace(/\.$/, '')
  if (name === '') return ''
  if (name.length > nameBytesMax - 2) throw new AppError('dns-name-invalid', 'It is too long.')
  for (const label of name.split('.')) {
    if (label.length > labelBytesMax || !labelPattern.test(label))
      throw new AppError('dns-name-invalid', `"${label}".`)
  }
  return name
}

/** Whether text is a domain name of at least one label. */
export function isDomainName(text: string): boolean {
  try {
    return normaliseDomainName(text) !== ''
  } catch {
    return false
  }
}

/** The name and every domain above it, the nearest first, without the root. */
export function domainsUpwards(name: string): readonly string[] {
  const labels = name === '' ? [] : name.split('.')
  return labels.map((_, index) => labels.slice(index).join('.'))
}

/** The uncompressed wire form of a normalised name. */
export function encodeDomainName(name: string): Uint8Array {
  const bytes: number[] = []
  for (const label of name === '' ? [] : name.split('.')) {
    bytes.push(label.length)
    for (let index = 0; index < label.length; index++) bytes.push(label.charCodeAt(index) & 0x7f)
  }
  bytes.push(0)
  return Uint8Array.from(bytes)
}

/** Reads a name at an offset of a message. Throws `dns-message-malformed`. */
export function decodeDomainName(message: Uint8Array, start: number): { name: string; end: number } {
  const labels: string[] = []
  let position = start
  let end: number | undefined
  let lowest = start
  let length = 1
  for (;;) {
    const first = byteAt(message, position)
    if ((first & pointerMark) === pointerMark) {
      const target = ((first & ~pointerMark) << 8) | byteAt(message, position + 1)
      end ??= position + 2
      if (target >= lowest) throw new AppError('dns-message-malformed', 'A name points forwards.')
      lowest = target
      position = target
    } else if (first === 0) {
      return { name: labels.join('.'), end: end ?? position + 1 }
    } else {
      length += first + 1
      if (first > labelBytesMax || length > nameBytesMax)
        throw new AppError('dns-message-malformed', 'A name is too long.')
      labels.push(readLabel(message, position + 1, first))
      position += first + 1
    }
  }
}

/** Characters that would change the meaning of the text are escaped as in zone files (RFC 1035 §5.1). */
function readLabel(message: Uint8Array, start: number, length: number): string {
  let text = ''
  for (let index = start; index < start + length; index++) {
    const byte = byteAt(message, index)
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c
    text += plain ? String.fromCharCode(byte).toLowerCase() : `\\${byte.toString().padStart(3, '0')}`
  }
  return text
}

function byteAt(message: Uint8Array, position: number): number {
  const byte = message[position]
  if (byte === undefined) throw new AppError('dns-message-malformed', 'It ends in the middle.')
  return byte
}
