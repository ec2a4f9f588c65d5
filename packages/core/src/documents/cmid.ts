/** The client machine ID: derived from the installation's public key, so that nobody asks in its name (R4.5). */
import { asciiBytes, concatBytes, uuidToText, withUuidVersion } from '../bytes/index.ts'
import type { Verifier } from '../ports/index.ts'

const cmidDomain = asciiBytes('muster/cmid/1')

/** The CMID of a client public key: the first 16 bytes of SHA-256(domain ‖ key), as a UUID of version 8 (RFC 9562 §5.8). */
export function cmidOf(clientPublicKey: Uint8Array, verifier: Verifier): string {
  return uuidToText(withUuidVersion(verifier.sha256(concatBytes(cmidDomain, clientPublicKey)), 8))
}
