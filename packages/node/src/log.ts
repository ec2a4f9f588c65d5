/**
 * The operator's log on a stream: one line an event, as JSON for machines or as text for eyes. A value never makes
 * a line of its own: control characters are escaped.
 */
import type { Clock, Log, LogEvent, LogFields, LogLevel } from '@muster/core/ports'
import { systemClock } from './clock.ts'

/** Where lines go, such as `process.stderr`. */
export interface LineSink {
  write(text: string): unknown
}

/** What may be chosen about a log. */
export interface LogOptions {
  /** The lowest level that is written; `info` unless said otherwise. */
  readonly levelMin?: LogLevel
  readonly clock?: Clock
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** A log of JSON lines: `time` (ISO 8601, UTC), `level`, `event`, then the fields. */
export function jsonLog(sink: LineSink, options: LogOptions = {}): Log {
  return createLog(sink, options, ({ time, level, event, fields }) => {
    const head = { time, level, event }
    return printableJson({ ...head, ...fields, ...head })
  })
}

/** A log of text lines: time, level, event, then `name=value`. */
export function textLog(sink: LineSink, options: LogOptions = {}): Log {
  return createLog(sink, options, ({ time, level, event, fields }) =>
    [time, level.toUpperCase().padEnd(5), event, ...textFields(fields)].join(' '),
  )
}

interface LogLine {
  readonly time: string
  readonly level: LogLevel
  readonly event: LogEvent
  readonly fields: LogFields
}

function createLog(sink: LineSink, options: LogOptions, format: (line: LogLine) => string): Log {
  const { levelMin = 'info', clock = systemClock } = options
  return {
    write(level, event, fields = {}) {
      if (levels.indexOf(level) < levels.indexOf(levelMin)) return
      const time = new Date(clock.nowMs()).toISOString()
      sink.write(`${format({ time, level, event, fields })}\n`)
    },
  }
}

function textFields(fields: LogFields): readonly string[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${textValue(String(value))}`)
}

/** Plain words stay as they are, anything else is quoted. */
function textValue(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : printableJson(value)
}

/** JSON in which everything that a terminal could act upon is escaped. */
function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{C}\u2028\u2029]/gu, escapeCharacter)
}

function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
