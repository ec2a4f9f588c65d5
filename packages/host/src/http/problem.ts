/** How HTTP says that something failed: a status and the row of the error table. */
import { describeCode, type ErrorCode } from '@muster/core/errors'
import type { Context } from 'hono'

/** The body of every failure that is not a packet of the protocol. */
export interface Problem {
  readonly code: ErrorCode
  readonly number: number
  readonly sentence: string
  readonly remedy: string
}

/** A response with a code of the table. */
export function problem(c: Context, status: 400 | 404 | 413 | 415 | 500, code: ErrorCode): Response {
  const { number, sentence, remedy } = describeCode(code)
  return c.json({ code, number, sentence, remedy } satisfies Problem, status)
}
