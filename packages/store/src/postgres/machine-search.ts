/** Finding machines in the inventory that hosts share. */
import type { MachineRecord, MachineSearch, Page } from '@muster/core/stores'
import type { Client } from 'pg'
import { triplesMax } from '../letter-triples.ts'
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
import { machineValues, readMachine } from './inventory-table.ts'
import { type Row, RowReader } from './row.ts'

/** The condition for each place of a triple. */
function eachOf(condition: (place: number) => string): string {
  return Array.from({ length: triplesMax }, (_, place) => condition(place)).join(' AND ')
}

const dialect: SearchDialect = {
  schema: 'muster.',
  columns: machineValues,
  hosts: 'LEFT JOIN muster.hosts h ON h.host_number = m.host_number',
  namesLike: `SELECT id FROM muster.machine_lookup WHERE ${eachOf((place) => `name LIKE :triple${place}`)}`,
  position: 'strpos',
}

type Values = Readonly<Record<string, unknown>>

/** One page of what is asked for. Rejects with `cursor-invalid`. */
export async function searchMachines(client: Client, search: MachineSearch): Promise<Page<MachineRecord>> {
  const place = readSearchCursor(search)
  const terms = searchTerms(search)
  const values = valuesOf(search, terms, place)
  for (const selector of selectors(dialect, search, terms)) {
    const [counted] = await run(client, countOf(selector), values)
    if (Number(counted?.amount) > candidatesMax) continue
    const rows = await run(client, selectAmong(dialect, search, terms, selector, place), values)
    return searchPage(rows, search, readMachine, (row) => placeOf(row, search, 'tie_'))
  }
  const rows = await run(client, selectWalking(dialect, search, terms, place), values)
  const page = searchPage(rows, search, readMachine, (row) => placeOf(row, search, 'tie_'))
  if (page.next !== undefined) return page
  const [end] = await run(client, selectEndOfWalk(dialect, search, place), values)
  return end === undefined ? page : { ...page, next: searchCursor(search, placeOf(end, search, '')) }
}

/** Runs a statement with those of the values that it names. */
async function run(client: Client, sql: string, values: Values): Promise<readonly Row[]> {
  const taken: unknown[] = []
  const numbers = new Map<string, number>()
  const text = sql.replaceAll(/(?<!:):([a-zA-Z]\w*)/g, (_, name: string) => {
    if (!numbers.has(name)) numbers.set(name, taken.push(values[name]))
    return `$${numbers.get(name)}${typeOf[name] ?? ''}`
  })
  return (await client.query(text, taken)).rows
}

/** Where the place of a value does not say what it is. */
const typeOf: Readonly<Record<string, string>> = {
  text: '::text',
  few: '::bigint',
  walked: '::bigint',
  limit: '::bigint',
  now: '::bigint',
}

function valuesOf(search: MachineSearch, terms: SearchTerms, place: SearchPlace | undefined): Values {
  const text = terms.text ?? ''
  return {
    now: search.nowMs,
    limit: search.limit,
    few: candidatesMax,
    walked: walkedRowsMax,
    text,
    textEnd: `${text}\u{10ffff}`,
    ...triplesOf(terms),
    firstCmid: terms.cmids?.first,
    lastCmid: terms.cmids?.last,
    state: search.licenceState,
    virtual: search.virtual,
    application: search.applicationId,
    place: place?.value,
    tie0: place?.tie[0],
    tie1: place?.tie[1],
  }
}

/** Each in its place; where there are fewer, the first again. */
function triplesOf({ triples }: SearchTerms): Values {
  const patterns = Array.from({ length: triplesMax }, (_, place) => triples[place] ?? triples[0] ?? '')
  return Object.fromEntries(
    patterns.map((triple, place) => [`triple${place}`, `%${triple.replaceAll('\\', '\\\\')}%`]),
  )
}

function placeOf(row: Row, { order }: MachineSearch, prefix: string): SearchPlace {
  const reader = new RowReader(row)
  const isText = order === 'machineName' || order === 'address'
  const value = isText ? reader.text('sort_value') : reader.number('sort_value')
  if (order !== 'lastSeen') return { value, tie: [reader.number(`${prefix}id`)] }
  return { value, tie: [reader.text(`${prefix}cmid`), reader.text(`${prefix}product_id`)] }
}
