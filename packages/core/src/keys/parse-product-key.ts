/**
 * Reading a product key that somebody typed or pasted. Errors name the group to look at and never repeat what was
 * typed, since most of it is the key.
 */
import { base32Value, examineWord } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import {
  dataSymbolCount,
  firstKindNumber,
  keyVersion,
  type ProductKey,
  productKeyCharacters,
  productKeyGroupCharacters,
  productKeyGroupCount,
  productKeyKinds,
  productKeyOf,
  readDataSymbols,
} from './product-key.ts'
import { typedPieces } from './typed-text.ts'

/** The longest text that is looked at, blanks included. */
export const productKeyTextCharactersMax = 256

/**
 * Parses a product key; forgives case, O for 0, I and L for 1, dashes, blanks and quotes of every kind (R1.3).
 * Throws `product-key-length`, `product-key-character`, `product-key-checksum` (its detail names the group where a
 * single character is wrong), `product-key-version`.
 */
export function parseProductKey(text: string): ProductKey {
  if (text.length > productKeyTextCharactersMax) {
    throw new AppError(
      'product-key-length',
      `The text has more than ${productKeyTextCharactersMax} characters.`,
    )
  }
  const pieces = typedPieces(text)
  const symbols = readSymbols(Array.from(pieces.join('')))
  if (symbols.length !== productKeyCharacters) {
    throw new AppError('product-key-length', lengthDetail(symbols.length, pieces))
  }
  checkSymbols(symbols)
  return keyOfSymbols(symbols)
}

function readSymbols(characters: readonly string[]): readonly number[] {
  return characters.map((character, index) => {
    const value = base32Value(character)
    if (value !== undefined) return value
    const place = placeOf(index)
    throw new AppError('product-key-character', `Group ${place.group}, character ${place.character}.`)
  })
}

function lengthDetail(count: number, pieces: readonly string[]): string {
  const counted = `It has ${count}.`
  const wrong = pieces.findIndex((piece) => Array.from(piece).length !== productKeyGroupCharacters)
  if (pieces.length !== productKeyGroupCount || wrong < 0) return counted
  return `${counted} Check group ${wrong + 1}.`
}

function checkSymbols(symbols: readonly number[]): void {
  const condition = examineWord(symbols)
  switch (condition.kind) {
    case 'intact':
      return
    case 'one-wrong':
      throw new AppError('product-key-checksum', `Check group ${placeOf(condition.index).group}.`)
    case 'several-wrong':
      throw new AppError('product-key-checksum', 'Several characters are wrong.')
  }
}

function keyOfSymbols(symbols: readonly number[]): ProductKey {
  const data = readDataSymbols(symbols.slice(0, dataSymbolCount))
  const kind = productKeyKinds[data.kind - firstKindNumber]
  if (data.version !== keyVersion || kind === undefined) throw new AppError('product-key-version')
  return productKeyOf({ kind, productGroup: data.productGroup, secret: data.secret })
}

/** Group and character counted from 1, as people count. */
function placeOf(index: number): { readonly group: number; readonly character: number } {
  return {
    group: Math.floor(index / productKeyGroupCharacters) + 1,
    character: (index % productKeyGroupCharacters) + 1,
  }
}
