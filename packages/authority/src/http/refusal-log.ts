/** A log that strangers cannot fill: a few lines a minute for each code; the next line says how many were left out. */
import type { ErrorCode } from '@muster/core/errors'
import type { Clock, Log, LogFields } from '@muster/core/ports'

/** Lines of one code within one window. */
export const refusalLinesMax = 10
/** Length of the window. */
export const refusalWindowMs = 60_000

interface Window {
  readonly sinceMs: number
  readonly seen: number
}

/** Writes what was refused. */
export type RefusalLog = (code: ErrorCode, fields: LogFields) => void

/** A limited log over an ordinary one. */
export function createRefusalLog(log: Log, clock: Clock): RefusalLog {
  const windows = new Map<ErrorCode, Window>()
  return (code, fields) => {
    const nowMs = clock.nowMs()
    const last = windows.get(code)
    const isOver = last === undefined || nowMs - last.sinceMs >= refusalWindowMs || nowMs < last.sinceMs
    const window = isOver ? { sinceMs: nowMs, seen: 1 } : { ...last, seen: last.seen + 1 }
    windows.set(code, window)
    if (window.seen > refusalLinesMax) return
    const omitted = isOver ? Math.max((last?.seen ?? 0) - refusalLinesMax, 0) : 0
    log.write('warn', 'request-refused', { code, ...fields, ...(omitted === 0 ? {} : { omitted }) })
  }
}
