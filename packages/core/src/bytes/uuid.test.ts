import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { isUuid, uuidFromText, uuidToText } from './uuid.ts'

test('a UUID comes back from its bytes and from its text, in either case', () => {
  for (let run = 0; run < 200; run++) {
    const text = randomUUID()
    const bytes = uuidFromText(text)
    expect(bytes).toEqual(new Uint8Array(Buffer.from(text.replaceAll('-', ''), 'hex')))
    expect(uuidToText(bytes as Uint8Array)).toBe(text)
    expect(uuidFromText(text.toUpperCase())).toEqual(bytes)
  }
})

test('bytes beyond the sixteenth are no part of it', () => {
  const bytes = new Uint8Array(randomBytes(20))
  expect(uuidToText(bytes)).toBe(uuidToText(bytes.subarray(0, 16)))
})

test.each([
  '',
  '0',
  '00000000-0000-0000-0000-00000000000',
  '00000000-0000-0000-0000-0000000000000',
  '00000000-0000-0000-0000-00000000000g',
  '00000000_0000-0000-0000-000000000000',
  '000000000-000-0000-0000-000000000000',
  '00000000-0000-0000-0000-00000000000\u0130',
])('%j is no UUID', (text) => {
  expect(isUuid(text)).toBe(false)
  expect(uuidFromText(text)).toBeUndefined()
})
