/** Schemas that several routes share. */
import { AppError } from '@muster/core/errors'
import * as v from 'valibot'

/** Rows that one page of a list holds at most. */
export const rowsMax = 500
const rowsDefault = '50'
const cursorCharactersMax = 500
const searchCharactersMax = 100

/** How many rows a page holds. */
export const limitField = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(rowsMax)),
  rowsDefault,
)
/** Where to read on. */
export const afterField = v.optional(v.pipe(v.string(), v.maxLength(cursorCharactersMax)))
/** What people type to find something. */
export const searchField = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(searchCharactersMax),
    v.transform((text) => text.trim().toLowerCase()),
  ),
  '',
)
/** A yes or no in an address. */
export const flagField = v.optional(
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
)
/** A number that is there or not. */
export const numberField = v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number)))

/** ISO 8601. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

/** The time in milliseconds. Throws `config-invalid`. */
export function timeOf(text: string): number {
  const timeMs = new Date(text).getTime()
  if (Number.isNaN(timeMs)) throw new AppError('config-invalid', 'since: an ISO 8601 time.')
  return timeMs
}
