/**
 * The times of exports. Only ISO times with `Z` are sure; the others are in the language of the machine, without a
 * zone. Year first is plain; `13.9.2010` is day first; `9/13/2010` tells its order by a number above 12, and where it
 * cannot, month comes first.
 */
import type { Stamp } from '../facts.ts'

const isoPattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:\d{2})?$/
const plainPattern =
  /^(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,4})\.?,?\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s?([AaPp])\.?\s?[Mm]\.?)?$/
const secondsPerMinute = 60
const msPerSecond = 1_000
/** Characters of the longest time; longer text is none. */
const timeCharactersMax = 64

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** A time as an export shows it, or undefined. */
export function parseStamp(text: string): Stamp | undefined {
  if (text.length > timeCharactersMax) return undefined
  // Windows puts direction marks and narrow blanks into times of some languages.
  const plain = text
    .replaceAll(/[\u200e\u200f]/g, '')
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .trim()
  return parseIso(plain) ?? parsePlain(plain)
}

/** Minutes since the epoch as milliseconds, for the client's time inside an event, which is UTC. */
export function parseClientTime(text: string): number | undefined {
  return parseStamp(text)?.timeMs
}

function parseIso(text: string): Stamp | undefined {
  const match = isoPattern.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const zone = match[7]
  const timeMs = timeOf({ year, month, day, hour, minute, second })
  if (timeMs === undefined) return undefined
  return { timeMs: timeMs - zoneMs(zone), utc: zone !== undefined }
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * secondsPerMinute * msPerSecond
}

function parsePlain(text: string): Stamp | undefined {
  const match = plainPattern.exec(text)
  if (match === null) return undefined
  const [, first = '', mark = '', second = '', third = '', hours = '', minutes = '', seconds = '0', half] =
    match
  const date = orderDate([first, second, third], mark)
  const hour = hourOf(Number(hours), half)
  if (date === undefined || hour === undefined) return undefined
  const timeMs = timeOf({ ...date, hour, minute: Number(minutes), second: Number(seconds) })
  return timeMs === undefined ? undefined : { timeMs, utc: false }
}

function orderDate(
  [first, second, third]: readonly [string, string, string],
  mark: string,
): Pick<Parts, 'year' | 'month' | 'day'> | undefined {
  if (first.length === 4) return { year: Number(first), month: Number(second), day: Number(third) }
  if (third.length !== 4) return undefined
  const dayFirst = mark !== '/' || Number(first) > 12
  const [day, month] = dayFirst ? [first, second] : [second, first]
  return { year: Number(third), month: Number(month), day: Number(day) }
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** Milliseconds since the epoch, or undefined where there is no such time. */
function timeOf({ year, month, day, hour, minute, second }: Parts): number | undefined {
  if (year < 2000 || year > 2105 || hour > 23 || minute > 59 || second > 60) return undefined
  const timeMs = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(timeMs)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? timeMs : undefined
}
