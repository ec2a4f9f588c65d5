/** The 32 symbols of Crockford's base32: digits and letters without I, L, O and U. */

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** How many values a symbol has. */
export const base32Size = symbols.length

const valueBySymbol: ReadonlyMap<string, number> = new Map([
  ...Array.from(symbols, (symbol, value): [string, number] => [symbol, value]),
  ['O', 0],
  ['I', 1],
  ['L', 1],
])

/** The symbol of a value from 0 to 31. */
export function base32Symbol(value: number): string {
  return symbols.charAt(value)
}

/** The value of a symbol in either case, O read as 0 and I and L as 1; undefined for any other character. */
export function base32Value(symbol: string): number | undefined {
  return valueBySymbol.get(symbol.toUpperCase())
}
