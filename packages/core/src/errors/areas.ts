/** The areas of the error table: what each is about, and which numbers are its own. */
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

/** One area; `first` and `last` bound its numbers, both inclusive. */
export interface ErrorArea {
  readonly title: string
  readonly first: number
  readonly last: number
  readonly codes: Readonly<Record<string, CodeDefinition>>
}

/** All areas in order of their numbers. */
export const errorAreas: readonly ErrorArea[] = [
  { title: 'Operating', first: 1000, last: 1099, codes: operatingCodes },
  { title: 'Keys', first: 1100, last: 1199, codes: keyCodes },
  { title: 'Documents', first: 1200, last: 1299, codes: documentCodes },
  { title: 'Wire', first: 1300, last: 1399, codes: wireCodes },
  { title: 'Activation host', first: 1400, last: 1499, codes: activationCodes },
  { title: 'Licensing', first: 1500, last: 1599, codes: licensingCodes },
  { title: 'Authority', first: 1600, last: 1699, codes: issuingCodes },
  { title: 'DNS', first: 1700, last: 1799, codes: dnsCodes },
  { title: 'Fleet', first: 1800, last: 1899, codes: fleetCodes },
  { title: 'Directory', first: 1900, last: 1999, codes: directoryCodes },
]
