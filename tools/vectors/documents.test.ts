import { describe, expect, it } from 'vitest'
import { type DocumentVector, verifyDocumentVector } from './document-vector.ts'
import { invalidDocuments } from './invalid-documents.ts'
import { validDocuments } from './valid-documents.ts'
import { readVectorTexts, toPlain, vectorTexts } from './vector-files.ts'

const valid = readVectorTexts('documents/valid')
const invalid = readVectorTexts('documents/invalid')

describe('vectors/documents', () => {
  it('is what node tools/vectors/documents.ts writes', async () => {
    expect(vectorTexts('documents/valid', await validDocuments())).toEqual(valid)
    expect(vectorTexts('documents/invalid', await invalidDocuments())).toEqual(invalid)
  })

  it.each([...valid])('%s verifies', (_path, text) => {
    const vector = JSON.parse(text) as DocumentVector & { content: unknown }
    expect(toPlain(verifyDocumentVector(vector))).toEqual(vector.content)
  })

  it.each([...invalid])('%s is refused with its code', (_path, text) => {
    const vector = JSON.parse(text) as DocumentVector & { code: string }
    expect(() => verifyDocumentVector(vector)).toThrow(expect.objectContaining({ code: vector.code }))
  })
})
