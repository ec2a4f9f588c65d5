/** How a failure is said over HTTP: the body of a problem document (RFC 9457), made from the row of its code. */
import { describeCode, type ErrorCode } from './table.ts'

/** Media type of a {@link Problem}. */
export const problemMediaType = 'application/problem+json'

/** The body of a failure. */
export interface Problem {
  /** `urn:muster:error:` and the code. */
  readonly type: string
  /** The sentence of the code. */
  readonly title: string
  /** The HTTP status. */
  readonly status: number
  readonly code: ErrorCode
  readonly number: number
  /** What is known beyond the code; never a secret. */
  readonly detail?: string
  readonly remedy: string
}

/** The problem document of a code. `detail` must not quote a secret. */
export function problemOfCode(code: ErrorCode, status: number, detail?: string): Problem {
  const { number, sentence, remedy } = describeCode(code)
  return {
    type: `urn:muster:error:${code}`,
    title: sentence,
    status,
    code,
    number,
    ...(detail === undefined ? {} : { detail }),
    remedy,
  }
}
