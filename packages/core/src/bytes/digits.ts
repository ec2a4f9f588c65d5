/**
 * Bytes as decimal digits that are read out over a telephone: a big-endian number, cut into groups, each with a
 * Damm check digit (H. M. Damm, 2004) that finds every single wrong digit and every swap of neighbours.
 */

/** Damm's totally anti-symmetric quasigroup of order 10, one row a string. */
const dammTable = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const

/** Digits of a group before its check digit. */
export const groupDataDigits = 6
/** Digits of a group with its check digit. */
export const groupDigits = groupDataDigits + 1

/** The check digit that follows these digits. */
export function dammCheckDigit(digits: string): string {
  let row = 0
  for (const digit of digits) row = Number(dammTable[row]?.[Number(digit)])
  return String(row)
}

/** Whether the last digit is the check digit of those before it. */
export function hasDammCheckDigit(digits: string): boolean {
  return dammCheckDigit(digits) === '0'
}

/** Bytes as so many groups of seven digits. The groups must be enough for the largest number of so many bytes. */
export function bytesToDigitGroups(bytes: Uint8Array, groupCount: number): readonly string[] {
  let number = 0n
  for (const byte of bytes) number = (number << 8n) | BigInt(byte)
  const digits = number.toString().padStart(groupCount * groupDataDigits, '0')
  return Array.from({ length: groupCount }, (_, index) => {
    const group = digits.slice(index * groupDataDigits, (index + 1) * groupDataDigits)
    return group + dammCheckDigit(group)
  })
}

/** The bytes of groups whose check digits are right; undefined where the number is too large for so many bytes. */
export function digitGroupsToBytes(groups: readonly string[], byteCount: number): Uint8Array | undefined {
  let number = BigInt(groups.map((group) => group.slice(0, groupDataDigits)).join(''))
  const bytes = new Uint8Array(byteCount)
  for (let index = byteCount - 1; index >= 0; index--) {
    bytes[index] = Number(number & 0xffn)
    number >>= 8n
  }
  return number === 0n ? bytes : undefined
}
