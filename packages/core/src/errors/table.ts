/**
 * The one table of codes. Areas own a range of numbers each (areas.ts); a name or number is never renamed or reused.
 * docs/errors.md is written from it.
 */
import type { CodeDefinition } from './code-definition.ts'
import { activationCodes } from './codes/activation.ts'
import { directoryCodes } from './codes/directory.ts'
import { dnsCodes } from './codes/dns.ts'
import { documentCodes } from './codes/documents.ts'
import { fleetCodes } from './codes/fleet.ts'
import { issuingCodes } from './codes/issuing.ts'
import { keyCodes } from './codes/keys.ts'
import { licensingCodes } from './codes/licensing.ts'
import { operatingCodes } from './codes/operating.ts'
import { wireCodes } from './codes/wire.ts'

/** Every code, by name. */
export const errorTable = {
  ...operatingCodes,
  ...keyCodes,
  ...documentCodes,
  ...wireCodes,
  ...activationCodes,
  ...licensingCodes,
  ...issuingCodes,
  ...dnsCodes,
  ...fleetCodes,
  ...directoryCodes,
} as const satisfies Readonly<Record<string, CodeDefinition>>

/** The name of a code. */
export type ErrorCode = keyof typeof errorTable

/** The row of a code. */
export function describeCode(code: ErrorCode): CodeDefinition {
  return errorTable[code]
}

const codeByNumber: ReadonlyMap<number, ErrorCode> = new Map(
  (Object.keys(errorTable) as ErrorCode[]).map((code) => [errorTable[code].number, code]),
)

/** The code with this number, or undefined: a newer peer may send numbers that this version does not know. */
export function codeFromNumber(number: number): ErrorCode | undefined {
  return codeByNumber.get(number)
}

/** Whether a string is the name of a code. */
export function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(errorTable, name)
}
