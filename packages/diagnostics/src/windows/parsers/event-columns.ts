/**
 * What the columns of a table of events hold: by their headings where they are known (Event Viewer, Export-Csv, tables
 * that administrators build from events), else by the cells themselves.
 */
import type { EventContent, Place } from '../facts.ts'
import { parseInfo, parseInfoFields } from './info-text.ts'
import { parseInteger } from './numbers.ts'
import type { RawEvent } from './raw-event.ts'
import { parseStamp } from './times.ts'

/** A column that is understood. */
export type EventColumn =
  | 'event-id'
  | 'time'
  | 'computer'
  | 'message'
  | 'record'
  | 'result'
  | 'minimum'
  | 'machine'
  | 'cmid'
  | 'client-time'
  | 'virtual'
  | 'state'
  | 'minutes'
  | 'activation'

/** Columns in the order of the table; undefined for those of no concern. */
export type EventColumns = readonly (EventColumn | undefined)[]

const headings: readonly (readonly [EventColumn, RegExp])[] = [
  ['event-id', /^(event ?id|id|ereignis-?id|instanceid)$/],
  ['client-time', /^client ?(request )?(time|date|timestamp).*$/],
  ['time', /^(date and time|time ?created|time ?generated|date|time|datum und uhrzeit|date et heure)$/],
  ['record', /^(record ?id|index|event ?record ?id)$/],
  ['message', /^(message|description|info|task category|replacementstrings)$/],
  ['cmid', /^(cmid|client ?machine ?id( ?\(cmid\))?)$/],
  ['machine', /^(client|client ?(name|fqdn|machine|machine name|computer)|machine ?name of client|fqdn)$/],
  ['computer', /^(computer|computer ?name|machine ?name|pscomputername|host|kms ?host)$/],
  ['result', /^(error|error ?code|result|result ?code|h?result|hresult|status ?code)$/],
  ['minimum', /^(min|minimum|min ?count|minimum ?count|n-?policy|required ?(client ?)?count|threshold)$/],
  ['virtual', /^(vm|is ?vm|is ?client ?vm|virtual|is ?virtual|vm ?info|virtual ?machine)$/],
  ['state', /^(licen[cs](e|ing|e ?state|e ?status|ing ?status)|state|status)$/],
  ['minutes', /^(minutes|minutes ?(left|to ?expir\w*|remaining)|time ?to ?expir\w*|expir\w* ?minutes)$/],
  ['activation', /^(activation ?id|act ?id|sku|sku ?id|product ?id)$/],
]

/** Headings that a table of events has at least. */
const headingsMin = 2
/** Characters of the longest heading. */
const headingCharactersMax = 40

/** The columns under these headings; undefined where they are no table of events. */
export function columnsOf(cells: readonly string[]): EventColumns | undefined {
  const columns = cells.map((cell) => columnOf(cell.trim().toLowerCase()))
  const known = columns.filter((column) => column !== undefined)
  const hasSubject = known.some((column) => ['event-id', 'message', 'cmid'].includes(column))
  return hasSubject && new Set(known).size >= headingsMin ? columns : undefined
}

function columnOf(heading: string): EventColumn | undefined {
  if (heading.length > headingCharactersMax) return undefined
  const plain = heading.replaceAll(/[_\s]+/g, ' ').trim()
  return headings.find(([, pattern]) => pattern.test(plain))?.[0]
}

const eventIdMin = 1_000
const eventIdMax = 65_535
const interestingIds: readonly number[] = [8_198, 1_003, 12_308, 12_321]

/** Whether cells without headings look like an event: a number that is known, and a time or an info text. */
export function looksLikeEvent(cells: readonly string[]): boolean {
  if (cells.length < 4) return false
  const hasId = cells.some((cell) => {
    const id = parseInteger(cell.trim()) ?? 0
    return (id >= 12_288 && id <= 12_294) || interestingIds.includes(id)
  })
  return hasId && cells.some((cell) => parseStamp(cell) !== undefined)
}

/** A row as an event, or undefined where it is none. */
export function eventOfRow(
  cells: readonly string[],
  columns: EventColumns | undefined,
  place: Place,
): RawEvent | undefined {
  const at = (column: EventColumn) => cellAt(cells, columns, column)
  const direct = contentOfRow(cells, at)
  const eventId = parseInteger(at('event-id') ?? '') ?? idAmong(cells) ?? idOfContent(direct?.content)
  if (eventId === undefined) return undefined
  const stamp = parseStamp(at('time') ?? '') ?? firstStamp(cells, columns)
  const computer = at('computer')
  const record = parseInteger(at('record') ?? '')
  return {
    eventId,
    place: record === undefined || record < 0 ? place : { ...place, record },
    ...(stamp === undefined ? {} : { stamp }),
    ...(computer === undefined || computer === '' ? {} : { computer }),
    data: direct?.fields ?? [],
    message: cells.filter((cell) => cell.length > 20).join('\n'),
  }
}

function cellAt(
  cells: readonly string[],
  columns: EventColumns | undefined,
  column: EventColumn,
): string | undefined {
  const index = columns?.indexOf(column) ?? -1
  return index === -1 ? undefined : cells[index]?.trim()
}

interface DirectContent {
  readonly fields: readonly string[]
  readonly content: EventContent
}

/** The info text of a row: in columns of its own, in one cell, or spread over the cells that follow one another. */
function contentOfRow(
  cells: readonly string[],
  at: (column: EventColumn) => string | undefined,
): DirectContent | undefined {
  const byHeading = fieldsByHeading(at)
  const whole = cells.find((cell) => /^\s*0x[0-9a-f]{1,8}\s*,/i.test(cell) && parseInfo(cell) !== undefined)
  const candidates = [byHeading, whole?.split(','), spreadFields(cells)]
  for (const candidate of candidates) {
    const fields = candidate?.map((field) => field.trim())
    const content = fields === undefined ? undefined : parseInfoFields(fields)
    if (fields !== undefined && content !== undefined) return { fields, content }
  }
  return undefined
}

const success = '0x0'

function fieldsByHeading(at: (column: EventColumn) => string | undefined): readonly string[] | undefined {
  const cmid = at('cmid')
  if (cmid === undefined) return undefined
  const result = at('result') ?? success
  return [
    result === '0' || result === '' ? success : result,
    at('minimum') ?? '0',
    at('machine') ?? '',
    cmid,
    at('client-time') ?? '',
    /^(1|true|yes)$/i.test(at('virtual') ?? '') ? '1' : '0',
    at('state') ?? '',
    at('minutes') ?? '0',
    at('activation') ?? '',
  ]
}

const longestInfo = 10

function spreadFields(cells: readonly string[]): readonly string[] | undefined {
  const start = cells.findIndex((cell) => /^\s*0x[0-9a-f]{1,8}\s*$/i.test(cell))
  if (start === -1) return undefined
  return cells.slice(start, start + longestInfo)
}

function idAmong(cells: readonly string[]): number | undefined {
  const ids = cells.map((cell) => parseInteger(cell.trim()) ?? 0)
  return ids.find((id) => (id >= 12_288 && id <= 12_294) || interestingIds.includes(id)) ?? plausibleId(ids)
}

function plausibleId(ids: readonly number[]): number | undefined {
  return ids.find((id) => id >= eventIdMin && id <= eventIdMax)
}

function idOfContent(content: EventContent | undefined): number | undefined {
  switch (content?.kind) {
    case 'request-sent':
      return 12_288
    case 'answer-processed':
      return 12_289
    case 'request-processed':
      return 12_290
    default:
      return undefined
  }
}

function firstStamp(cells: readonly string[], columns: EventColumns | undefined) {
  const clientTime = columns?.indexOf('client-time') ?? -1
  for (const [index, cell] of cells.entries()) {
    const stamp = index === clientTime ? undefined : parseStamp(cell)
    if (stamp !== undefined) return stamp
  }
  return undefined
}
