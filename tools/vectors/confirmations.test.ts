import { describe, expect, it } from 'vitest'
import { invalidConfirmations, validConfirmations } from './confirmation-cases.ts'
import { type ConfirmationVector, verifyConfirmationVector } from './confirmation-vector.ts'
import { readVectorTexts, toPlain, vectorTexts } from './vector-files.ts'

const valid = readVectorTexts('confirmations/valid')
const invalid = readVectorTexts('confirmations/invalid')

describe('vectors/confirmations', () => {
  it('is what node tools/vectors/confirmations.ts writes', async () => {
    expect(vectorTexts('confirmations/valid', await validConfirmations())).toEqual(valid)
    expect(vectorTexts('confirmations/invalid', await invalidConfirmations())).toEqual(invalid)
  })

  it.each([...valid])('%s verifies', async (_path, text) => {
    const vector = JSON.parse(text) as ConfirmationVector & { content: unknown }
    expect(toPlain(await verifyConfirmationVector(vector))).toEqual(vector.content)
  })

  it.each([...invalid])('%s is refused with its code', async (_path, text) => {
    const vector = JSON.parse(text) as ConfirmationVector & { code: string }
    await expect(verifyConfirmationVector(vector)).rejects.toMatchObject({ code: vector.code })
  })
})
