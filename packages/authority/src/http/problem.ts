/** How HTTP says that something failed (RFC 9457): a status, the row of the error table, and what is known beyond it. */
import { type ErrorCode, problemMediaType, problemOfCode } from '@muster/core/errors'

const statusTooMany = 429
const retryAfterSeconds = 60

/** The status of each code that this door gives; any other code is a defect of this software. */
const statusByCode: Partial<Readonly<Record<ErrorCode, number>>> = {
  'request-malformed': 400,
  'request-version': 400,
  'request-critical-claim': 400,
  'request-signature': 400,
  'clock-difference': 400,
  'product-key-length': 400,
  'product-key-character': 400,
  'product-key-checksum': 400,
  'product-key-version': 400,
  'product-key-kind': 400,
  'installation-id-length': 400,
  'installation-id-character': 400,
  'installation-id-checksum': 400,
  'installation-id-range': 400,
  'installation-id-invalid': 400,
  'installation-id-month': 400,
  'not-authorised': 401,
  usage: 400,
  'key-unknown': 403,
  'key-blocked': 403,
  'host-limit-reached': 403,
  'reactivation-limit-reached': 403,
  'activations-exhausted': 403,
  'key-not-for-product': 403,
  'key-secret-needed': 403,
  'not-found': 404,
  'product-not-found': 404,
  'body-too-long': 413,
  'too-many-attempts': statusTooMany,
  'issuer-expired': 503,
  'confirmation-key-missing': 503,
  'store-failed': 503,
  'store-locked': 503,
}
const statusUnexpected = 500

/** A response with a code of the table. `detail` must not quote a secret. */
export function problemResponse(code: ErrorCode, detail?: string): Response {
  const status = statusByCode[code] ?? statusUnexpected
  const shown: ErrorCode = status === statusUnexpected ? 'unexpected' : code
  const body = problemOfCode(shown, status, status === statusUnexpected ? undefined : detail)
  const headers = {
    'content-type': problemMediaType,
    'cache-control': 'no-store',
    ...(status === statusTooMany ? { 'retry-after': String(retryAfterSeconds) } : {}),
  }
  return new Response(JSON.stringify(body), { status, headers })
}
