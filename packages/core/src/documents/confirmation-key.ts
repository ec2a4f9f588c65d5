/** The `cnf` claim (RFC 8747) with an Ed25519 COSE_Key (RFC 9053 §7.2): whose key a certificate is about. */
import { AppError } from '../errors/index.ts'
import type { CborMap, CborValue } from './cbor.ts'
import { ClaimReader } from './claims.ts'
import { publicKeyLength } from './sign1.ts'

const coseKeyClaim = 1
const keyTypeOctetPair = 1
const curveEd25519 = 6

/** The `cnf` claim of a public key. */
export function encodeConfirmationKey(publicKey: Uint8Array): CborMap {
  const coseKey = new Map<number, CborValue>([
    [1, keyTypeOctetPair],
    [-1, curveEd25519],
    [-2, publicKey],
  ])
  return new Map([[coseKeyClaim, coseKey]])
}

/** The public key of a `cnf` claim. Throws `document-malformed`. */
export function decodeConfirmationKey(value: CborValue | undefined): Uint8Array {
  const confirmation = new ClaimReader(value)
  const coseKey = confirmation.map(coseKeyClaim)
  if (coseKey.uint(1) !== keyTypeOctetPair || coseKey.uint(-1) !== curveEd25519) {
    throw new AppError('document-malformed', 'The key is not Ed25519.')
  }
  const publicKey = coseKey.bytes(-2, publicKeyLength)
  coseKey.finish()
  confirmation.finish()
  return publicKey
}
