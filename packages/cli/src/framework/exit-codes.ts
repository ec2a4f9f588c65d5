/** The one map from codes to exit codes. */
import { AppError, codeOf, type ErrorCode, errorTable } from '@muster/core/errors'

/** What the process says at its end. */
export const exitCodes = { done: 0, failed: 1, wrongUse: 2, notReached: 3, notLicensed: 4 } as const

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const wrongUse: readonly ErrorCode[] = [
  'usage',
  'config-invalid',
  'interval-out-of-range',
  'product-ambiguous',
]

const notReached: readonly ErrorCode[] = [
  'connection-refused',
  'connection-timeout',
  'connection-closed',
  'host-name-unknown',
  'network-unreachable',
  'frame-truncated',
  'no-host',
  'all-hosts-failed',
  'agent-unreachable',
]

/** The exit code of each code of the table. */
export const exitCodeByCode: ReadonlyMap<ErrorCode, ExitCode> = new Map(
  (Object.keys(errorTable) as ErrorCode[]).map((code) => [code, exitCodeOfCode(code)]),
)

/** The exit code of any thrown value. An error that gathers several counts as not reached unless all of them are refusals. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof AppError && error.reasons.length > 0) {
    const codes = error.reasons.map(({ code }) => exitCodeOfCode(code))
    return codes.includes(exitCodes.notReached) ? exitCodes.notReached : exitCodes.failed
  }
  return exitCodeOfCode(codeOf(error))
}

function exitCodeOfCode(code: ErrorCode): ExitCode {
  if (wrongUse.includes(code)) return exitCodes.wrongUse
  return notReached.includes(code) ? exitCodes.notReached : exitCodes.failed
}
