import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from './hex.ts'

describe('hexadecimal text', () => {
  test('every byte comes back, from either case', () => {
    for (let byte = 0; byte < 256; byte++) {
      const text = toHex(new Uint8Array([byte]))
      expect(text).toBe(Buffer.from([byte]).toString('hex'))
      expect(fromHex(text)).toEqual(new Uint8Array([byte]))
      expect(fromHex(text.toUpperCase())).toEqual(new Uint8Array([byte]))
    }
  })

  test.each(['0', '0g', '@@', '00 ', '0x'])('%j is no text of bytes', (text) => {
    expect(fromHex(text)).toBeUndefined()
  })
})
