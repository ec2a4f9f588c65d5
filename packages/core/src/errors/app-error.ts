/**
 * The error that carries a code of the table. Malformed input throws it; expected refusals are values with a
 * `code` instead; a broken invariant asserts.
 */
import { describeCode, type ErrorCode } from './table.ts'

/** A failure with a code of the table, and what is known beyond its sentence. */
export class AppError extends Error {
  readonly code: ErrorCode
  /** What the sentence leaves out: which group, which field, which host. Never a secret. */
  readonly detail: string | undefined
  /** Failures that this one gathers, one for each host or channel that was tried. */
  readonly reasons: readonly Reason[]

  constructor(
    code: ErrorCode,
    detail?: string,
    options: { cause?: unknown; reasons?: readonly Reason[] } = {},
  ) {
    const sentence = describeCode(code).sentence
    super(detail === undefined ? sentence : `${sentence} ${detail}`, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.detail = detail
    this.reasons = options.reasons ?? []
  }
}

/** Why one host or channel failed, inside an umbrella error. */
export interface Reason {
  readonly subject: string
  readonly code: ErrorCode
  readonly detail?: string
}

/** The code of any thrown value; `unexpected` for what carries none. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'unexpected'
}
