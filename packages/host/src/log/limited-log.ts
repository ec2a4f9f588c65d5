/**
 * A log that strangers cannot fill: of each kind of line at most a few a minute are written, and the next line that
 * is written says how many were left out.
 */
import type { Clock, Log, LogEvent, LogFields } from '@muster/core/ports'

/** Lines of one kind within one window. */
export const linesPerWindowMax = 5
/** Length of the window. */
export const windowMs = 60_000
/** Kinds that are told apart; beyond it all further kinds share one place. */
const kindsMax = 200

/** Writes warnings about what peers do. */
export interface LimitedLog {
  /** `event` names the kind of line; `code` tells kinds within it apart. */
  warn(event: LogEvent, code: string, fields?: LogFields): void
}

interface Window {
  readonly startedAtMs: number
  readonly written: number
  readonly suppressed: number
}

/** A limited log over an ordinary one. */
export function createLimitedLog(log: Log, clock: Clock): LimitedLog {
  const windows = new Map<string, Window>()
  return {
    warn(event, code, fields = {}) {
      const kind = `${event} ${code}`
      const key = windows.has(kind) || windows.size < kindsMax ? kind : 'other'
      const nowMs = clock.nowMs()
      const last = windows.get(key)
      const isNew = last === undefined || nowMs - last.startedAtMs >= windowMs || nowMs < last.startedAtMs
      if (!isNew && last.written >= linesPerWindowMax) {
        windows.set(key, { ...last, suppressed: last.suppressed + 1 })
        return
      }
      const suppressed = isNew ? last?.suppressed : undefined
      windows.set(key, {
        startedAtMs: isNew ? nowMs : last.startedAtMs,
        written: isNew ? 1 : last.written + 1,
        suppressed: 0,
      })
      log.write('warn', event, { code, ...fields, ...(suppressed ? { suppressed } : {}) })
    },
  }
}
