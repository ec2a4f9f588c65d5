/**
 * One line of an output of slmgr, whatever its language: the English label decides where there is one, else the form of
 * the value and what came before.
 */
import { parseInteger } from './numbers.ts'
import { fieldOfLabel, phraseOf, type SlmgrField, type SlmgrPhrase } from './slmgr-labels.ts'

/** A line that was taken apart. */
export interface SlmgrLine {
  readonly line: number
  readonly text: string
  readonly field: SlmgrField | undefined
  readonly phrase: SlmgrPhrase | undefined
  readonly value: string
}

/** Characters of a line of slmgr; longer ones are something else. */
const lineCharactersMax = 2_048

const labelled = /^\s*([^::\s][^::\t]{0,79})[::](.*)$/
const describedChannel =
  /\b(VOLUME_\w{1,40}|RETAIL|OEM_\w{1,40}|TIMEBASED_\w{1,40}|VIRTUAL_MACHINE_\w{1,40})\b/
const keyChannel = /^(Volume|Retail|OEM):[A-Z]\w{1,20}$/
const extendedPid = /^\d{5}-\d{5}-\d{3}-\d{6}-\d{2}-\d{4,5}-\d{4,5}\.\d{4}-\d{7}$/
const serviceVersion = /^\d{1,2}\.\d{1,2}\.\d{4,5}\.\d{1,6}$/
const installationId = /^\d{50,66}$/
const timeLeft = /^\d{1,9} \S{1,30} \(\d{1,6} \S{1,30}\)$/
const leadingNumber = /^(\d{1,9}) \S/
const resultReason = /^0x[0-9a-f]{8}\.?$/i

/** Takes a line apart; undefined where it cannot be part of an output. */
export function readSlmgrLine(text: string, line: number): SlmgrLine | undefined {
  if (text.length > lineCharactersMax) return undefined
  const phrase = phraseOf(text)
  if (phrase !== undefined) return { line, text, field: undefined, phrase, value: '' }
  const match = labelled.exec(text)
  if (match === null) return undefined
  const value = (match[2] ?? '').trim()
  return { line, text, field: fieldOfLabel(match[1] ?? '') ?? fieldOfValue(value), phrase: undefined, value }
}

/** Whether a line is a product's description, which names its channel the same in every language. */
export function isDescription({ value, field }: SlmgrLine): boolean {
  return field === 'description' || (field === undefined && describedChannel.test(value))
}

/** Whether a line can only come from slmgr. */
export function isMark(line: SlmgrLine): boolean {
  return line.phrase !== undefined || line.field === 'cmid' || line.field === 'counter' || isDescription(line)
}

/** What a value must be by its form alone. */
function fieldOfValue(value: string): SlmgrField | undefined {
  if (serviceVersion.test(value)) return 'version'
  if (keyChannel.test(value)) return 'key-channel'
  if (installationId.test(value)) return 'installation-id'
  if (extendedPid.test(value)) return 'extended-pid'
  if (resultReason.test(value)) return 'reason'
  if (timeLeft.test(value)) return 'time-left'
  return undefined
}

/** Minutes of `120 minutes` or `243720 minute(s) (169 day(s))`. */
export function minutesOf(value: string): number | undefined {
  const first = leadingNumber.exec(value)?.[1]
  return first === undefined ? parseInteger(value) : Number(first)
}
