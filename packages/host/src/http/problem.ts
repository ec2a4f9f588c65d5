/** How the host's HTTP door says that something failed: a problem document (RFC 9457) with the row of its code. */
import { type ErrorCode, problemMediaType, problemOfCode } from '@muster/core/errors'
import type { Context } from 'hono'

/** A response with a code of the table. */
export function problem(c: Context, status: 400 | 404 | 413 | 415 | 500, code: ErrorCode): Response {
  return c.json(problemOfCode(code, status), status, { 'content-type': problemMediaType })
}
