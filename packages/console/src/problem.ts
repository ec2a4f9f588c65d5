/** How the API says that something failed (RFC 9457): a status and the row of the error table. */
import { AppError, codeOf, type ErrorCode, problemMediaType, problemOfCode } from '@muster/core/errors'

const retryAfterSeconds = 60

const statusByCode: Partial<Readonly<Record<ErrorCode, number>>> = {
  'not-authorised': 401,
  'role-insufficient': 403,
  'request-foreign': 403,
  'not-found': 404,
  'access-token-unknown': 404,
  'product-not-found': 404,
  'key-not-found': 404,
  'host-key-missing': 404,
  'product-exists': 409,
  'dns-publishing-off': 409,
  'body-too-long': 413,
  'too-many-attempts': 429,
  'host-busy': 503,
  'store-failed': 503,
  'store-locked': 503,
  'store-unreachable': 503,
  'authority-unreachable': 502,
  'authority-answer': 502,
}

/** Other codes of the table are what the caller asked for wrongly, or what a rule refuses. */
const statusRefused = 422
const statusUnexpected = 500

/** A response with a code of the table. `detail` must not quote a secret. */
export function problemResponse(code: ErrorCode, detail?: string): Response {
  const status = code === 'unexpected' ? statusUnexpected : (statusByCode[code] ?? statusRefused)
  const body = problemOfCode(code, status, status === statusUnexpected ? undefined : detail)
  const headers = {
    'content-type': problemMediaType,
    'cache-control': 'no-store',
    ...(code === 'too-many-attempts' ? { 'retry-after': String(retryAfterSeconds) } : {}),
  }
  return new Response(JSON.stringify(body), { status, headers })
}

/** The same for whatever was thrown. */
export function problemOf(error: unknown): Response {
  return problemResponse(codeOf(error), error instanceof AppError ? error.detail : undefined)
}
