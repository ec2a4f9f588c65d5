/** The vectors of signed documents, and changed copies of them, for verifiers that are not ours. */
import { readdirSync, readFileSync } from 'node:fs'

/** A vector as its file has it; bytes are hexadecimal. */
export interface DocumentVector {
  readonly name: string
  readonly document: string
  readonly bytes: string
  readonly roots: readonly string[]
  readonly issuerCertificate?: string
  readonly hostCertificate?: string
  /** Of valid ones. */
  readonly content?: unknown
  /** Of invalid ones. */
  readonly code?: string
}

const folder = new URL('../../vectors/documents/', import.meta.url)

/** All vectors of a folder. */
export function readDocumentVectors(validity: 'valid' | 'invalid'): readonly DocumentVector[] {
  const names = readdirSync(new URL(`${validity}/`, folder)).sort()
  return names.map((name) => {
    const text = readFileSync(new URL(`${validity}/${name}`, folder), 'utf8')
    return { name: name.replace('.json', ''), ...(JSON.parse(text) as Omit<DocumentVector, 'name'>) }
  })
}

/** The valid vector of this name. */
export function validVector(name: string): DocumentVector {
  const vector = readDocumentVectors('valid').find((candidate) => candidate.name === name)
  if (vector === undefined) throw new Error(`there is no vector ${name}`)
  return vector
}

/** Copies of a vector whose bytes differ in one bit: every `step`-th from the start of a byte. */
export function withChangedBits(
  vector: DocumentVector,
  step: number,
  firstByte = 0,
): readonly DocumentVector[] {
  const copies: DocumentVector[] = []
  for (let bit = firstByte * 8; bit < vector.bytes.length * 4; bit += step) {
    const bytes = Buffer.from(vector.bytes, 'hex')
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    copies.push({ ...vector, name: `${vector.name}, bit ${bit}`, bytes: bytes.toString('hex') })
  }
  return copies
}
