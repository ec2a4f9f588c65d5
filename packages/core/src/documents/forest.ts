/**
 * What an activation object is bound to instead of a key: the directory that holds it. A directory is named by the UUID
 * that it gave to the head of the partition in which the objects lie (`objectGUID` of the configuration partition on
 * Active Directory, `entryUUID` of the naming context on OpenLDAP); all its servers replicate the same one.
 */
import { asciiBytes, concatBytes, uuidToText, withUuidVersion } from '../bytes/index.ts'
import type { Verifier } from '../ports/index.ts'
import { uuidClaim } from './claims.ts'

const forestDomain = asciiBytes('muster/forest/1')
const objectDomain = asciiBytes('muster/object-id/1')

/**
 * 32 bytes that stand for a forest wherever a host is known by its public key: in installation digests and in what
 * the authority keeps. They are no key: nobody signs with them.
 */
export function forestKeyOf(forestId: string, verifier: Verifier): Uint8Array {
  return verifier.sha256(concatBytes(forestDomain, uuidClaim(forestId)))
}

/** The id of the object that one host key makes for one forest: a renewed object has the id of the one it replaces. */
export function activationObjectIdOf(
  forestId: string,
  keyFingerprint: Uint8Array,
  verifier: Verifier,
): string {
  const digest = verifier.sha256(concatBytes(objectDomain, uuidClaim(forestId), keyFingerprint))
  return uuidToText(withUuidVersion(digest, 8))
}
