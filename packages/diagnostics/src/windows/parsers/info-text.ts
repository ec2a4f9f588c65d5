/**
 * The comma joined text that events 12288, 12289 and 12290 carry. Its structure alone says which event it is, so it is
 * found in any export and in any language of the message around it.
 */
import type { AnswerProcessed, EventContent, RequestProcessed, RequestSent } from '../facts.ts'
import { parseGuid, parseInteger, parseResult } from './numbers.ts'
import { parseClientTime } from './times.ts'

/** Fields of the three texts. */
const sentFields = 10
const answerFields = 8
const processedFields = 9
/** Some systems add fields at the end; these are forgiven. */
const furtherFieldsMax = 3
/** Licence states that an event can state. */
const licenceStateMax = 6
/** Characters of the longest text. */
const infoCharactersMax = 1_024

const infoPattern = /0x[0-9a-f]{1,8}\s*,[^\r\n"<>]{20,1000}/i

/** What an info text says, or undefined where it is none. */
export function parseInfo(text: string): EventContent | undefined {
  if (text.length > infoCharactersMax) return undefined
  return parseInfoFields(text.split(',').map((field) => field.trim()))
}

/** The same for fields that were already apart, as in the columns of a spreadsheet. */
export function parseInfoFields(fields: readonly string[]): EventContent | undefined {
  return parseProcessed(fields) ?? parseSent(fields) ?? parseAnswer(fields)
}

/** The first info text inside a longer text. */
export function findInfo(text: string): EventContent | undefined {
  const match = infoPattern.exec(text)
  if (match === null) return undefined
  const [found] = match
  const beforeNote = found.split(/;\s/, 1)[0] ?? found
  return parseInfo(found.trim()) ?? parseInfo(beforeNote.trim())
}

function parseProcessed(fields: readonly string[]): RequestProcessed | undefined {
  if (!hasLength(fields, processedFields)) return undefined
  const [result, minimum, name = '', cmid, time = '', virtual, state, minutes, activation] = fields
  const content = {
    result: parseResult(result ?? ''),
    minimumCount: parseInteger(minimum ?? ''),
    cmid: parseGuid(cmid ?? ''),
    licenceState: parseLicenceState(state),
    minutesToExpiry: parseInteger(minutes ?? ''),
    activationId: parseGuid(activation ?? ''),
  }
  if (!isComplete(content)) return undefined
  return {
    kind: 'request-processed',
    ...content,
    machineName: name,
    clientTimeMs: parseClientTime(time),
    virtual: virtual === '1',
  }
}

function parseSent(fields: readonly string[]): RequestSent | undefined {
  if (!hasLength(fields, sentFields)) return undefined
  const [result, flags, host = '', cmid, time = '', , state, , , minimum] = fields
  const content = {
    result: parseResult(result ?? ''),
    flags: parseResult(flags ?? ''),
    cmid: parseGuid(cmid ?? ''),
    licenceState: parseLicenceState(state),
    minimumCount: parseInteger(minimum ?? ''),
  }
  if (!isComplete(content)) return undefined
  return { kind: 'request-sent', ...content, host, clientTimeMs: parseClientTime(time) }
}

function parseAnswer(fields: readonly string[]): AnswerProcessed | undefined {
  if (!hasLength(fields, answerFields)) return undefined
  const [result, flags, activated, , count, activation, renewal, time = ''] = fields
  const content = {
    result: parseResult(result ?? ''),
    flags: parseResult(flags ?? ''),
    count: parseInteger(count ?? ''),
  }
  const intervals = [parseInteger(activation ?? ''), parseInteger(renewal ?? '')]
  if (!isComplete(content) || intervals.includes(undefined)) return undefined
  if (activated !== '0' && activated !== '1') return undefined
  return {
    kind: 'answer-processed',
    ...content,
    activated: activated === '1',
    clientTimeMs: parseClientTime(time),
  }
}

function hasLength(fields: readonly string[], length: number): boolean {
  return fields.length >= length && fields.length <= length + furtherFieldsMax
}

function parseLicenceState(text: string | undefined): number | undefined {
  const state = parseInteger(text ?? '')
  return state !== undefined && state >= 0 && state <= licenceStateMax ? state : undefined
}

type Complete<Fields> = { [Key in keyof Fields]: Exclude<Fields[Key], undefined> }

function isComplete<Fields extends object>(fields: Fields): fields is Fields & Complete<Fields> {
  return !Object.values(fields).includes(undefined)
}
