/**
 * The code is linear: what a received word shows depends on the error alone, not on the word that was sent. So
 * errors on the zero word are errors on every word, and small sets of them prove the whole.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkSymbolCount, checkSymbolsOf, examineWord } from './reed-solomon.ts'

const wordLength = 25
const symbolMax = 31
const symbols = Array.from({ length: symbolMax }, (_, index) => index + 1)
const places = Array.from({ length: wordLength }, (_, index) => index)
const dataWords = fc.array(fc.nat(symbolMax), { minLength: 22, maxLength: 22 })

function wordWith(errors: readonly (readonly [number, number])[]): number[] {
  const word = places.map(() => 0)
  for (const [place, value] of errors) word[place] = value
  return word
}

test('a word with its check symbols is intact, and so is the sum of two such words', () => {
  fc.assert(
    fc.property(dataWords, dataWords, (left, right) => {
      const sum = left.map((value, index) => value ^ (right[index] ?? 0))
      const words = [left, right, sum].map((data) => [...data, ...checkSymbolsOf(data)])
      const [first = [], second = [], third] = words
      expect(words.map((word) => examineWord(word).kind)).toEqual(['intact', 'intact', 'intact'])
      expect(first.map((value, index) => value ^ (second[index] ?? 0))).toEqual(third)
    }),
  )
})

test('every single wrong symbol is located', () => {
  for (const place of places) {
    for (const value of symbols)
      expect(examineWord(wordWith([[place, value]]))).toEqual({ kind: 'one-wrong', index: place })
  }
})

test('every two wrong symbols are found, swaps of neighbours among them, and never taken for one', () => {
  for (const first of places) {
    for (const second of places.slice(first + 1)) {
      // A multiple of an error shows the same: the first value may be 1.
      for (const value of symbols) {
        const errors = [[first, 1] as const, [second, value] as const]
        if (examineWord(wordWith(errors)).kind !== 'several-wrong') expect.fail(`${errors}`)
      }
    }
  }
})

test('every three wrong symbols are found', () => {
  // A shifted word is intact exactly if the word is: the last error may be in the last place, with the value 1.
  const last = wordLength - 1
  for (const first of places.slice(0, last)) {
    for (const second of places.slice(first + 1, last)) {
      const word = wordWith([[last, 1]])
      for (const firstValue of symbols) {
        for (const secondValue of symbols) {
          word[first] = firstValue
          word[second] = secondValue
          if (examineWord(word).kind === 'intact') expect.fail(`${word}`)
        }
      }
    }
  }
})

test('an error located outside a shortened word is several errors', () => {
  const word = wordWith([])
  const short = [...word.slice(0, 3), 1, 0, 0]
  expect(examineWord(short)).toEqual({ kind: 'one-wrong', index: 3 })
  const kinds = new Set<string>()
  for (const value of symbols) kinds.add(examineWord([value, 0, 0, value, 1, 0]).kind)
  expect(kinds).toEqual(new Set(['several-wrong']))
})

test('the check symbols follow the polynomial that is stated', () => {
  expect(checkSymbolsOf([0, 0, 0])).toEqual([0, 0, 0])
  expect(checkSymbolsOf([1])).toHaveLength(checkSymbolCount)
  // (x − α)(x − α²)(x − α³) over x⁵ + x² + 1: α + α² + α³ = 14, α³ + α⁴ + α⁵ = 29, α⁶ = 10.
  expect(checkSymbolsOf([1])).toEqual([14, 29, 10])
})
