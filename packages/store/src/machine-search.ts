/**
 * Finding machines in an inventory of any size: what SQLite and PostgreSQL have in common. Where something that is
 * asked for fits few machines, these are looked up and put in order; otherwise the index of the order is walked, a
 * bounded number of rows at a time. Cursors are places in that order, so no page depends on how many came before.
 */
import { AppError } from '@muster/core/errors'
import type { MachineOrder, MachineRecord, MachineSearch, Page } from '@muster/core/stores'
import { tellingTriples } from './letter-triples.ts'

/** So many machines are few: they are fetched and sorted. */
export const candidatesMax = 2_000
/** Rows of an index that one call walks. */
export const walkedRowsMax = 1_000

/** A place in an order: a value, and what tells machines apart that share it. */
export interface SearchPlace {
  readonly value: string | number
  /** The number of the row; CMID and product in the order of last requests. */
  readonly tie: readonly (string | number)[]
}

/** What a search compares with. */
export interface SearchTerms {
  /** In lower case; undefined where any machine fits. */
  readonly text: string | undefined
  /** Three letters that follow each other, a few times: what an index of names is asked for; none where it cannot be. */
  readonly triples: readonly string[]
  /** The first and last CMID that begin with the text, as 32 hexadecimal digits. */
  readonly cmids: { readonly first: string; readonly last: string } | undefined
}

/** Reads what people type. */
export function searchTerms(search: MachineSearch): SearchTerms {
  const text = lowerCase(search.text?.trim() ?? '')
  if (text === '') return { text: undefined, triples: [], cmids: undefined }
  const digits = text.replaceAll('-', '')
  const isCmid = /^[0-9a-f]{1,32}$/.test(digits)
  const cmids = { first: digits.padEnd(32, '0'), last: digits.padEnd(32, 'f') }
  return { text, triples: tellingTriples(text), cmids: isCmid ? cmids : undefined }
}

/** ASCII letters in lower case, as `lower()` does it in every database. */
export function lowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The cursor at a place of this search's order. */
export function searchCursor({ order, ascending }: MachineSearch, { value, tie }: SearchPlace): string {
  const text = JSON.stringify([order, ascending, value, ...tie])
  return `s${Buffer.from(text).toString('base64url')}`
}

/** The place behind a cursor. Throws `cursor-invalid`, also for a cursor of another order. */
export function readSearchCursor(search: MachineSearch): SearchPlace | undefined {
  if (search.after === undefined) return undefined
  const parts = parseCursor(search.after)
  const [order, ascending, value, ...tie] = parts
  const isNumber = search.order !== 'machineName' && search.order !== 'address'
  if (order !== search.order || ascending !== search.ascending) throw new AppError('cursor-invalid')
  if (typeof value !== (isNumber ? 'number' : 'string')) throw new AppError('cursor-invalid')
  if (!isTie(tie, search.order)) throw new AppError('cursor-invalid')
  return { value: value as string | number, tie }
}

/** The page that these rows begin: one more than is asked for says that it goes on. */
export function searchPage<Row>(
  rows: readonly Row[],
  search: MachineSearch,
  read: (row: Row) => MachineRecord,
  placeOf: (row: Row) => SearchPlace,
): Page<MachineRecord> {
  const shown = rows.slice(0, search.limit)
  const last = shown.at(-1)
  const more = rows.length > search.limit && last !== undefined
  return { items: shown.map(read), next: more ? searchCursor(search, placeOf(last)) : undefined }
}

function parseCursor(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor.slice(1), 'base64url').toString('utf8'))
    if (cursor.startsWith('s') && Array.isArray(parts)) return parts
  } catch {
    // It is refused below, as everything is that this software did not make.
  }
  throw new AppError('cursor-invalid')
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function isTie(tie: readonly unknown[], order: MachineOrder): tie is readonly (string | number)[] {
  if (order !== 'lastSeen') return tie.length === 1 && Number.isSafeInteger(tie[0])
  return tie.length === 2 && tie.every((part) => typeof part === 'string' && uuidPattern.test(part))
}
