/** HMAC (RFC 2104) for the signatures of DNS messages. */
import { createHmac } from 'node:crypto'
import type { KeyedHash } from '@muster/core/dns'

const hashNames = { 'hmac-sha256': 'sha256', 'hmac-sha384': 'sha384', 'hmac-sha512': 'sha512' } as const

/** The keyed hashes of TSIG (RFC 8945 §6). */
export const nodeKeyedHash: KeyedHash = (algorithm, secret, data) =>
  new Uint8Array(createHmac(hashNames[algorithm], secret).update(data).digest())
