import { expect, test } from 'vitest'
import { utf8Bytes } from './utf8.ts'

test('UTF-8 is written as everywhere', () => {
  for (const text of ['', 'aß€😀', '\ud800'])
    expect(utf8Bytes(text)).toEqual(new Uint8Array(Buffer.from(text)))
})
