/** Where a row of the request table comes from. */
import type { Place } from '../facts.ts'
import type { RequestTable } from './request-table.ts'

/** The place of a row. */
export function placeOfRow(table: RequestTable, row: number): Place {
  const record = table.record[row] ?? 0
  const place = { source: table.source[row] ?? 0, line: table.line[row] ?? 0 }
  return record === 0 ? place : { ...place, record }
}
