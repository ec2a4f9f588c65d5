import { describe, expect, it } from 'vitest'
import { readVectorTexts, toPlain, vectorTexts } from './vector-files.ts'
import { invalidWire, validWire } from './wire-cases.ts'
import { readWireVector, type WireVector } from './wire-vector.ts'

const valid = readVectorTexts('wire/valid')
const invalid = readVectorTexts('wire/invalid')

describe('vectors/wire', () => {
  it('is what node tools/vectors/wire.ts writes', async () => {
    expect(vectorTexts('wire/valid', await validWire())).toEqual(valid)
    expect(vectorTexts('wire/invalid', await invalidWire())).toEqual(invalid)
  })

  it.each([...valid])('%s is read', (_path, text) => {
    const vector = JSON.parse(text) as WireVector & { content: unknown }
    expect(toPlain(readWireVector(vector))).toEqual(vector.content)
  })

  it.each([...invalid])('%s is refused with its code', (_path, text) => {
    const vector = JSON.parse(text) as WireVector & { code: string }
    expect(() => readWireVector(vector)).toThrow(expect.objectContaining({ code: vector.code }))
  })
})
