import { expect, test } from 'vitest'
import { fromHex } from './hex.ts'
import { readUtf8, utf8Bytes, utf8Length, writeUtf8 } from './utf8.ts'

const points = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x1_0000, 0x10_ffff]

test('UTF-8 is written as everywhere', () => {
  for (const text of ['', 'aß€😀', '\ud800', 'a\udc00b', '\ud83d\ud83d\ude00', '\ude00\ud83d'])
    expect(utf8Bytes(text)).toEqual(new Uint8Array(Buffer.from(text)))
})

test('the first and the last point of each length come back', () => {
  for (const point of points) {
    const text = `a${String.fromCodePoint(point)}b`
    const bytes = utf8Bytes(text)
    expect(bytes).toEqual(new Uint8Array(Buffer.from(text)))
    expect(bytes).toHaveLength(utf8Length(text))
    expect(readUtf8(bytes, 0, bytes.length)).toBe(text)
  }
})

test('text is written and read in the middle of other bytes', () => {
  const bytes = new Uint8Array(8)
  expect(writeUtf8('ß€', bytes, 2)).toBe(7)
  expect(readUtf8(bytes, 2, 7)).toBe('ß€')
  expect(readUtf8(bytes, 2, 6)).toBeUndefined()
})

test.each([
  ['a sequence that goes on without a beginning', '80'],
  ['a byte that begins nothing', 'ff'],
  ['a sequence that is too long', 'c080'],
  ['three bytes for two', 'e09fbf'],
  ['four bytes for three', 'f08fbfbf'],
  ['a surrogate', 'eda080'],
  ['a point beyond the last', 'f4908080'],
  ['a sequence that is cut', 'e282'],
  ['a sequence that is broken off', 'e28261'],
  ['a byte order mark at the beginning', 'efbbbf61'],
])('%s is no text', (_what, text) => {
  const bytes = fromHex(text) as Uint8Array
  expect(readUtf8(bytes, 0, bytes.length)).toBeUndefined()
})
