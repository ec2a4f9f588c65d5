/** Bytes as groups of digits with a check digit each, as people read them out, and back (R6.3). */
import { bytesToDigitGroups, digitGroupsToBytes, groupDigits, hasDammCheckDigit } from '../bytes/index.ts'
import { AppError, assert, type ErrorCode } from '../errors/index.ts'
import { typedPieces } from './typed-text.ts'

/** The longest text that is looked at, blanks included. */
export const digitTextCharactersMax = 1_024

/** One kind of ID in digits. */
export interface DigitFormat {
  readonly byteCount: number
  readonly groupCount: number
  readonly codes: {
    readonly length: ErrorCode
    readonly character: ErrorCode
    readonly checksum: ErrorCode
    readonly range: ErrorCode
  }
}

/** The groups, joined by hyphens. */
export function formatDigits(bytes: Uint8Array, format: DigitFormat): string {
  assert(bytes.length === format.byteCount, 'an ID has the length of its format')
  return bytesToDigitGroups(bytes, format.groupCount).join('-')
}

/** Reads groups of digits; blanks and dashes do not matter. Throws the codes of the format, naming groups from 1. */
export function parseDigits(text: string, format: DigitFormat): Uint8Array {
  const { groupCount, byteCount, codes } = format
  if (text.length > digitTextCharactersMax) {
    throw new AppError(codes.length, `The text has more than ${digitTextCharactersMax} characters.`)
  }
  const pieces = typedPieces(text)
  const digits = pieces.join('')
  requireDigits(digits, codes.character)
  if (digits.length !== groupCount * groupDigits) {
    throw new AppError(codes.length, lengthDetail(digits.length, pieces, groupCount))
  }
  const groups = cutIntoGroups(digits)
  requireCheckDigits(groups, codes.checksum)
  const bytes = digitGroupsToBytes(groups, byteCount)
  if (bytes === undefined) throw new AppError(codes.range)
  return bytes
}

/** The numbers, from 1, of the groups whose check digit is wrong; for telling while somebody still types. */
export function wrongDigitGroups(groups: readonly string[]): readonly number[] {
  return groups.flatMap((group, index) => (hasDammCheckDigit(group) ? [] : [index + 1]))
}

function requireDigits(characters: string, code: ErrorCode): void {
  const index = Array.from(characters).findIndex((character) => !/^[0-9]$/.test(character))
  if (index < 0) return
  const group = Math.floor(index / groupDigits) + 1
  throw new AppError(code, `Group ${group}, digit ${(index % groupDigits) + 1}.`)
}

function lengthDetail(count: number, pieces: readonly string[], groupCount: number): string {
  const wrong = pieces.findIndex((piece) => piece.length !== groupDigits)
  if (pieces.length !== groupCount || wrong < 0) return `It has ${count}.`
  return `It has ${count}. Check group ${wrong + 1}.`
}

function cutIntoGroups(digits: string): readonly string[] {
  return Array.from({ length: digits.length / groupDigits }, (_, index) =>
    digits.slice(index * groupDigits, (index + 1) * groupDigits),
  )
}

function requireCheckDigits(groups: readonly string[], code: ErrorCode): void {
  const wrong = wrongDigitGroups(groups)
  if (wrong.length === 0) return
  throw new AppError(code, `Check ${wrong.length === 1 ? 'group' : 'groups'} ${wrong.join(', ')}.`)
}
