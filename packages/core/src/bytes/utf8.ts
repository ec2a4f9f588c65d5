/**
 * UTF-8 of text (RFC 3629). Writing makes U+FFFD of lone surrogates; reading takes well-formed UTF-8 only, and only
 * what a writer makes of the text again.
 */
const replacementPoint = 0xfffd
const byteOrderMark = '\ufeff'

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(text, bytes, 0)
  return bytes
}

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    if (unit < 0x800) length += 1
    else if (isPair(text, index)) {
      length += 2
      index += 1
    } else length += 2
  }
  return length
}

/** Writes a text at an offset, where there must be room for it; gives the offset behind it. */
export function writeUtf8(text: string, bytes: Uint8Array, offset: number): number {
  let at = offset
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes[at++] = unit
    else {
      at = writePoint(pointAt(text, index, unit), bytes, at)
      if (isPair(text, index)) index += 1
    }
  }
  return at
}

/**
 * The text of the bytes from `start` to `end`; undefined where they are not well-formed, and where they begin with a
 * byte order mark, which is no part of a text.
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = ''
  let at = start
  while (at < end) {
    const first = bytes[at] as number
    if (first < 0x80) {
      text += String.fromCharCode(first)
      at += 1
      continue
    }
    const length = sequenceLength(first)
    const point = at + length > end ? undefined : readPoint(bytes, at, length)
    if (point === undefined) return undefined
    text += String.fromCodePoint(point)
    at += length
  }
  return text.startsWith(byteOrderMark) ? undefined : text
}

/** Whether a high surrogate stands here with its low one behind it. */
function isPair(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00
}

function pointAt(text: string, index: number, unit: number): number {
  if ((unit & 0xf800) !== 0xd800) return unit
  return isPair(text, index) ? (text.codePointAt(index) as number) : replacementPoint
}

function writePoint(point: number, bytes: Uint8Array, offset: number): number {
  let at = offset
  if (point < 0x800) bytes[at++] = 0xc0 | (point >> 6)
  else {
    if (point < 0x1_0000) bytes[at++] = 0xe0 | (point >> 12)
    else {
      bytes[at++] = 0xf0 | (point >> 18)
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f)
    }
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
  }
  bytes[at++] = 0x80 | (point & 0x3f)
  return at
}

/** How long the sequence is that begins with this byte; 0 where none does. */
function sequenceLength(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

/** Undefined for anything but the shortest sequence of a point that is no surrogate. */
function readPoint(bytes: Uint8Array, at: number, length: number): number | undefined {
  if (length === 0) return undefined
  let point = (bytes[at] as number) & (0x7f >> length)
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] as number
    if ((byte & 0xc0) !== 0x80) return undefined
    point = (point << 6) | (byte & 0x3f)
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x1_0000
  const isSurrogate = point >= 0xd800 && point <= 0xdfff
  return point < least || point > 0x10_ffff || isSurrogate ? undefined : point
}
