/** What a multiple activation key leaves in the kept state, as parts of its encoding. */
import { keyFingerprintLength, monthsMax } from '../confirming/index.ts'
import {
  type CborMap,
  type CborValue,
  type ClaimReader,
  claimMap,
  confirmationBytes,
  issuerCertificateBytesMax,
  type MachineConfirmation,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import { type MakState, makMonthsMax } from './installation-state.ts'

const productKeyCharactersMax = 64
const failuresMax = 1_000_000

/** The claims of an installed key. */
export function encodeMak(mak: MakState): CborMap {
  return claimMap([
    [1, mak.keyFingerprint],
    [2, mak.productKey],
    [3, mak.months],
    [4, mak.failures?.count],
    [5, mak.failures?.sinceMs],
  ])
}

/** Reads them. Throws `document-malformed`. */
export function readMak(reader: ClaimReader): MakState {
  const productKey = reader.optional(2, (key) => reader.text(key, productKeyCharactersMax))
  const count = reader.optional(4, (key) => reader.positive(key, failuresMax))
  return {
    keyFingerprint: reader.bytes(1, keyFingerprintLength),
    ...(productKey === undefined ? {} : { productKey }),
    months: reader.array(3, makMonthsMax).map(readMonth),
    ...(count === undefined ? {} : { failures: { count, sinceMs: reader.uint(5) } }),
  }
}

/** A confirmation as it is kept. */
export function encodeConfirmation(kept: MachineConfirmation): CborValue {
  return [kept.keyFingerprint, kept.month, kept.confirmation, kept.issuerCertificate]
}

/** Reads one that nobody verified yet. Throws `document-malformed`. */
export function readConfirmation(reader: ClaimReader): MachineConfirmation {
  return {
    keyFingerprint: reader.bytes(0, keyFingerprintLength),
    month: reader.uint(1, monthsMax),
    confirmation: reader.bytes(2, confirmationBytes),
    issuerCertificate: reader.bytesUpTo(3, issuerCertificateBytesMax),
  }
}

function readMonth(value: CborValue): number {
  if (typeof value !== 'number' || value < 0 || value > monthsMax)
    throw new AppError('document-malformed', 'A month.')
  return value
}
