/** The installation ID (R6.3) as digits: 22 bytes, 9 groups of 7. What the bytes say is another matter. */
import { type DigitFormat, formatDigits, parseDigits } from './digit-text.ts'

export const installationIdLength = 22

const format: DigitFormat = {
  byteCount: installationIdLength,
  groupCount: 9,
  codes: {
    length: 'installation-id-length',
    character: 'installation-id-character',
    checksum: 'installation-id-checksum',
    range: 'installation-id-range',
  },
}

/** The 63 digits of an installation ID's 22 bytes, groups joined by hyphens. */
export function installationIdToDigits(bytes: Uint8Array): string {
  return formatDigits(bytes, format)
}

/**
 * The 22 bytes of an installation ID as it was typed. Throws `installation-id-length`, `installation-id-character`,
 * `installation-id-checksum` (its detail names every wrong group), `installation-id-range`.
 */
export function installationIdFromDigits(text: string): Uint8Array {
  return parseDigits(text, format)
}
