/** Reading a bare map that an authority answered with: whatever is no such map is `authority-answer`. */
import { type CborMap, ClaimReader, decodeClaims } from '../documents/index.ts'
import { AppError } from '../errors/index.ts'

const versionKey = 1

/** The claims of an answer of this version. Throws `authority-answer`. */
export function openAnswerMap(bytes: Uint8Array, bytesMax: number, version: number): ClaimReader {
  const reader = new ClaimReader(claimsOf(bytes, bytesMax), 'authority-answer')
  if (reader.uint(versionKey) !== version) throw new AppError('authority-answer', 'Its version is unknown.')
  return reader
}

function claimsOf(bytes: Uint8Array, bytesMax: number): CborMap {
  try {
    return decodeClaims(bytes, bytesMax)
  } catch (cause) {
    throw new AppError('authority-answer', cause instanceof AppError ? cause.message : undefined, { cause })
  }
}
