/** The operator's log: one event a line, from code to machine-readable fields. Secrets never reach it. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Machine-readable facts of one line. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Writes log lines. `event` is a stable name such as `host-started`. */
export interface Log {
  write(level: LogLevel, event: string, fields?: LogFields): void
}
