/** Finding machines in the inventory of a SQLite file. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { fromHex } from '@muster/core/bytes'
import { assert } from '@muster/core/errors'
import type { MachineRecord, MachineSearch, Page } from '@muster/core/stores'
import {
  candidatesMax,
  readSearchCursor,
  type SearchPlace,
  type SearchTerms,
  searchCursor,
  searchPage,
  searchTerms,
  walkedRowsMax,
} from '../machine-search.ts'
import {
  countOf,
  type SearchDialect,
  selectAmong,
  selectEndOfWalk,
  selectors,
  selectWalking,
} from '../machine-search-sql.ts'
import { readMachine } from './inventory-table.ts'
import { type Row, RowReader, uuidBytes } from './row.ts'

const dialect: SearchDialect = {
  schema: '',
  columns: 'm.*',
  hosts: '',
  namesLike: 'SELECT rowid AS id FROM machine_names WHERE machine_names MATCH :triples',
  position: 'instr',
}

type Values = Record<string, SQLInputValue>

/** One page of what is asked for. Throws `cursor-invalid`. */
export function searchMachines(database: DatabaseSync, search: MachineSearch): Page<MachineRecord> {
  const place = readSearchCursor(search)
  const terms = searchTerms(search)
  const values = valuesOf(search, terms, place)
  const few = selectors(dialect, search, terms).find(
    (selector) => Number(run(database, countOf(selector), values)[0]?.amount) <= candidatesMax,
  )
  if (few !== undefined) {
    const rows = run(database, selectAmong(dialect, search, terms, few, place), values)
    return searchPage(rows, search, readMachine, (row) => placeOf(row, search, 'tie_'))
  }
  const rows = run(database, selectWalking(dialect, search, terms, place), values)
  const page = searchPage(rows, search, readMachine, (row) => placeOf(row, search, 'tie_'))
  if (page.next !== undefined) return page
  const [end] = run(database, selectEndOfWalk(dialect, search, place), values)
  return end === undefined ? page : { ...page, next: searchCursor(search, placeOf(end, search, '')) }
}

/** Runs a statement with those of the values that it names. */
function run(database: DatabaseSync, sql: string, values: Values): readonly Row[] {
  const named = [...new Set(sql.match(/:[a-zA-Z]\w*/g))].map((name) => name.slice(1))
  return database.prepare(sql).all(Object.fromEntries(named.map((name) => [name, values[name] ?? null])))
}

function valuesOf(search: MachineSearch, terms: SearchTerms, place: SearchPlace | undefined): Values {
  const text = terms.text ?? ''
  const ties = (place?.tie ?? []).map((part) => (typeof part === 'string' ? uuidBytes(part) : part))
  return {
    now: search.nowMs,
    limit: search.limit,
    few: candidatesMax,
    walked: walkedRowsMax,
    text,
    textEnd: `${text}\u{10ffff}`,
    triples: terms.triples.map((triple) => `"${triple.replaceAll('"', '""')}"`).join(' AND '),
    firstCmid: hexBytes(terms.cmids?.first),
    lastCmid: hexBytes(terms.cmids?.last),
    state: search.licenceState ?? null,
    virtual: search.virtual ? 1 : 0,
    application: search.applicationId === undefined ? null : uuidBytes(search.applicationId),
    place: place?.value ?? null,
    tie0: ties[0] ?? null,
    tie1: ties[1] ?? null,
  }
}

function hexBytes(digits: string | undefined): Uint8Array | null {
  if (digits === undefined) return null
  const bytes = fromHex(digits)
  assert(bytes !== undefined, 'the terms of a search are checked')
  return bytes
}

function placeOf(row: Row, { order }: MachineSearch, prefix: string): SearchPlace {
  const reader = new RowReader(row)
  const isText = order === 'machineName' || order === 'address'
  const value = isText ? reader.text('sort_value') : reader.number('sort_value')
  if (order !== 'lastSeen') return { value, tie: [reader.number(`${prefix}id`)] }
  return { value, tie: [reader.uuid(`${prefix}cmid`), reader.uuid(`${prefix}product_id`)] }
}
