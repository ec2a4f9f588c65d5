/** The shape of a document's vector, and verifying one the way the software does. */
import { fromHex } from '@muster/core/bytes'
import {
  type ActivationObjectExpectation,
  checkActivationObject,
  decodeAnswer,
  type LeaseExpectation,
  openAnswer,
  verifyActivationObject,
  verifyCatalogue,
  verifyHostCertificate,
  verifyIssuerCertificate,
  verifyProductLicence,
} from '@muster/core/documents'
import { assert } from '@muster/core/errors'
import { nodeCryptography } from '@muster/node'

/** The documents that have vectors. */
export type VectorDocument =
  | 'issuer-certificate'
  | 'host-certificate'
  | 'product-licence'
  | 'catalogue'
  | 'answer'
  | 'activation-object'

/** One document with all that is needed to verify it; bytes are hexadecimal. */
export interface DocumentVector {
  readonly proves: string
  readonly document: VectorDocument
  readonly bytes: string
  /** Public keys of the vendor's roots. */
  readonly roots: readonly string[]
  /** For a catalogue or a host certificate its issuer's; for an answer what the client holds. */
  readonly issuerCertificate?: string
  readonly hostCertificate?: string
  /** Where an activation object was read, what for, and when. */
  readonly directory?: ActivationObjectExpectation
  /** What an answer must be about. */
  readonly expectation?: Omit<LeaseExpectation, 'nonce'> & { readonly nonce?: string }
}

/** The content of a vector's document. Throws the code of what is wrong with it. */
export function verifyDocumentVector(vector: DocumentVector): unknown {
  const bytes = hexBytes(vector.bytes)
  const roots = vector.roots.map(hexBytes)
  switch (vector.document) {
    case 'issuer-certificate':
      return verifyIssuerCertificate(bytes, roots, nodeCryptography)
    case 'product-licence':
      return verifyProductLicence(bytes, roots, nodeCryptography)
    case 'catalogue':
      return verifyCatalogue(bytes, issuerOf(vector), nodeCryptography)
    case 'host-certificate':
      return verifyHostCertificate(bytes, issuerOf(vector), nodeCryptography)
    case 'answer':
      return verifyAnswer(bytes, vector)
    case 'activation-object':
      return verifyObject(bytes, vector)
  }
}

function issuerOf({ issuerCertificate, roots }: DocumentVector) {
  return verifyIssuerCertificate(hexBytes(issuerCertificate), roots.map(hexBytes), nodeCryptography)
}

function verifyAnswer(bytes: Uint8Array, vector: DocumentVector): unknown {
  const { issuerCertificate, hostCertificate, expectation } = vector
  assert(expectation !== undefined, 'a vector of an answer says what is expected')
  const { nonce, ...rest } = expectation
  const expected = { ...rest, ...(nonce === undefined ? {} : { nonce: hexBytes(nonce) }) }
  const held =
    hostCertificate === undefined
      ? {}
      : {
          heldCertificates: {
            hostCertificate: hexBytes(hostCertificate),
            issuerCertificate: hexBytes(issuerCertificate),
          },
        }
  const context = { roots: vector.roots.map(hexBytes), expected, ...held }
  return openAnswer(decodeAnswer(bytes), context, nodeCryptography).answer
}

function verifyObject(bytes: Uint8Array, { directory, roots }: DocumentVector): unknown {
  assert(directory !== undefined, 'a vector of an activation object says where it was read')
  const object = verifyActivationObject(bytes, roots.map(hexBytes), nodeCryptography)
  checkActivationObject(object, directory)
  return object
}

function hexBytes(text: string | undefined): Uint8Array {
  const bytes = text === undefined ? undefined : fromHex(text)
  assert(bytes !== undefined, 'a vector holds hexadecimal text')
  return bytes
}
