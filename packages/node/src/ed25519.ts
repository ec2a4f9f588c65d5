/** Ed25519 signatures (RFC 8032) on raw 32-byte keys by node:crypto, and nothing else: a thread loads this alone. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'

export const keyBytes = 32
const signatureBytes = 64

/** Whether a signature is right; false for keys and signatures that are malformed. */
export function isSignature(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  keyOf: (publicKey: Uint8Array) => KeyObject = importPublicKey,
): boolean {
  if (publicKey.length !== keyBytes || signature.length !== signatureBytes) return false
  try {
    return verify(null, message, keyOf(publicKey), signature)
  } catch {
    return false
  }
}

/** The key in the form that verifying needs. As JWK (RFC 8037), which takes a quarter less time than DER. */
export function importPublicKey(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
