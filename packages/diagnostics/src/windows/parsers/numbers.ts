/** The numbers and identifiers of exports, as they are written there. Whatever is not in that form is undefined. */

const resultPattern = /^0x[0-9a-f]{1,8}$/i
const integerPattern = /^-?\d{1,10}$/
const guidPattern = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i

/** A result code, `0xC004F06C` or `0x0`, unsigned. */
export function parseResult(text: string): number | undefined {
  return resultPattern.test(text) ? Number.parseInt(text.slice(2), 16) : undefined
}

/** A whole number. */
export function parseInteger(text: string): number | undefined {
  return integerPattern.test(text) ? Number(text) : undefined
}

/** A GUID in lower case, with or without braces. */
export function parseGuid(text: string): string | undefined {
  return guidPattern.exec(text)?.[1]?.toLowerCase()
}

/** A result code as Windows writes it. */
export function formatResult(result: number): string {
  return `0x${result.toString(16).toUpperCase().padStart(8, '0')}`
}
