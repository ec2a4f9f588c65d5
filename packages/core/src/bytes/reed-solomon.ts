/**
 * A Reed–Solomon code with three check symbols over GF(32), made by the primitive polynomial x⁵ + x² + 1, with the
 * roots α¹, α², α³. Words of at most 31 symbols differ in at least four places: up to three wrong symbols are always
 * found, a single one is located, and two (such as a swap of neighbours) are never taken for one.
 */

export const checkSymbolCount = 3
export const codewordSymbolsMax = 31

const primitivePolynomial = 0b100101
const order = 31

/** Powers of α, twice over, so that a sum of two exponents needs no modulus. */
const powers = makePowers()
const logarithms: readonly number[] = Array.from({ length: order + 1 }, (_, value) => powers.indexOf(value))
/** Coefficients of (x − α¹)(x − α²)(x − α³) below x³, highest first. */
const generator = makeGenerator()

/** What examining a received word showed. */
export type WordCondition =
  | { readonly kind: 'intact' }
  /** The word would be intact with another symbol at `index`. */
  | { readonly kind: 'one-wrong'; readonly index: number }
  | { readonly kind: 'several-wrong' }

/** The check symbols that follow these data symbols (values 0 to 31, at most 28). */
export function checkSymbolsOf(data: readonly number[]): readonly number[] {
  let remainder: readonly number[] = Array.from({ length: checkSymbolCount }, () => 0)
  for (const symbol of data) {
    const [highest = 0, ...rest] = remainder
    const factor = symbol ^ highest
    remainder = [...rest, 0].map((value, index) => value ^ multiply(factor, generator[index] ?? 0))
  }
  return remainder
}

/** Whether data and check symbols belong together, and where they do not. */
export function examineWord(word: readonly number[]): WordCondition {
  const [first = 0, second = 0, third = 0] = syndromesOf(word)
  if (first === 0 && second === 0 && third === 0) return { kind: 'intact' }
  if (first === 0 || second === 0 || third === 0) return { kind: 'several-wrong' }
  const exponent = logarithmOfQuotient(second, first)
  const index = word.length - 1 - exponent
  if (logarithmOfQuotient(third, second) !== exponent || index < 0) return { kind: 'several-wrong' }
  return { kind: 'one-wrong', index }
}

/** The word as a polynomial, evaluated at each root: all zero for an intact word. */
function syndromesOf(word: readonly number[]): readonly number[] {
  return Array.from({ length: checkSymbolCount }, (_, index) => {
    const root = powers[index + 1] ?? 0
    return word.reduce((value, symbol) => multiply(value, root) ^ symbol, 0)
  })
}

function multiply(left: number, right: number): number {
  if (left === 0 || right === 0) return 0
  return powers[(logarithms[left] ?? 0) + (logarithms[right] ?? 0)] ?? 0
}

function logarithmOfQuotient(dividend: number, divisor: number): number {
  return ((logarithms[dividend] ?? 0) - (logarithms[divisor] ?? 0) + order) % order
}

function makePowers(): readonly number[] {
  const result: number[] = []
  for (let value = 1; result.length < 2 * order; ) {
    result.push(value)
    value <<= 1
    if (value > order) value ^= primitivePolynomial
  }
  return result
}

function makeGenerator(): readonly number[] {
  let coefficients: readonly number[] = [1]
  for (let exponent = 1; exponent <= checkSymbolCount; exponent++) {
    const root = powers[exponent] ?? 0
    const shifted = [...coefficients, 0]
    coefficients = shifted.map((value, index) => value ^ multiply(coefficients[index - 1] ?? 0, root))
  }
  return coefficients.slice(1)
}
