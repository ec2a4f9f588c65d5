/** The confirmation ID (R6.4) as digits: 48 bytes, 20 groups of 7. Whether they are a signature is another matter. */
import { type DigitFormat, formatDigits, parseDigits } from './digit-text.ts'

export const confirmationIdLength = 48

const format: DigitFormat = {
  byteCount: confirmationIdLength,
  groupCount: 20,
  codes: {
    length: 'confirmation-id-length',
    character: 'confirmation-id-character',
    checksum: 'confirmation-id-checksum',
    range: 'confirmation-id-range',
  },
}

/** The 140 digits of a confirmation ID's 48 bytes, groups joined by hyphens. */
export function confirmationIdToDigits(bytes: Uint8Array): string {
  return formatDigits(bytes, format)
}

/**
 * The 48 bytes of a confirmation ID as it was typed. Throws `confirmation-id-length`, `confirmation-id-character`,
 * `confirmation-id-checksum` (its detail names every wrong group), `confirmation-id-range`.
 */
export function confirmationIdFromDigits(text: string): Uint8Array {
  return parseDigits(text, format)
}
