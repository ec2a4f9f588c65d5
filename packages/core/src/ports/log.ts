/** The operator's log: one event a line, from code to machine-readable fields. Secrets never reach it. */

import type { LogEvent } from './log-events.ts'

/** How much a line matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Machine-readable facts of one line. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Writes log lines. */
export interface Log {
  write(level: LogLevel, event: LogEvent, fields?: LogFields): void
}
