/** What all signed documents share: a map of claims, signed under the document's name, checked against one signer. */
import { equalBytes } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import { type CborMap, decodeCbor } from './cbor.ts'
import { majorTypes } from './cbor-value.ts'
import { type DocumentName, decodeSign1, isSignedBy, keyIdOf, sign1 } from './sign1.ts'

/** The upper three bits of a first byte are its major type (RFC 8949 §3). */
const majorTypeShift = 5

/** Signs claims as a document whose header names the signer. */
export async function signDocument(options: {
  readonly name: DocumentName
  readonly claims: CborMap
  readonly signer: Signer
  readonly verifier: Verifier
}): Promise<Uint8Array> {
  const { name, claims, signer, verifier } = options
  return sign1({ name, payload: claims, signer, keyId: keyIdOf(signer.publicKey, verifier) })
}

/** What a reader expects of a document. */
export interface Expectation {
  readonly name: DocumentName
  readonly bytesMax: number
  /** Keys of which one must have signed. */
  readonly signers: readonly Uint8Array[]
  readonly verifier: Verifier
}

/** The claims of a document and who signed it. */
export interface OpenedDocument {
  readonly claims: CborMap
  readonly signer: Uint8Array
}

/**
 * Checks form, signer and signature, in that order.
 * Throws `document-too-long`, `document-malformed`, `document-not-canonical`, `document-signer-unknown`
 * (nobody here trusts the key that the header names), `document-signature`.
 */
export function openDocument(bytes: Uint8Array, expectation: Expectation): OpenedDocument {
  const { name, bytesMax, signers, verifier } = expectation
  const message = decodeSign1(bytes, bytesMax)
  if (message.unprotectedHeader.size > 0) throw new AppError('document-malformed', 'Unsigned header.')
  const { keyId } = message
  if (keyId === undefined) throw new AppError('document-malformed', 'The signer is not named.')
  const signer = signers.find((candidate) => equalBytes(keyIdOf(candidate, verifier), keyId))
  if (signer === undefined) throw new AppError('document-signer-unknown')
  if (!isSignedBy(message, name, signer, verifier)) throw new AppError('document-signature')
  return { claims: decodeClaims(message.payload, bytesMax), signer }
}

/** The map of claims in a payload. Throws `document-malformed`, `document-not-canonical`. */
export function decodeClaims(payload: Uint8Array, bytesMax: number): CborMap {
  const claims = decodeCbor(payload, bytesMax)
  if (!(claims instanceof Map)) throw new AppError('document-malformed', 'The payload is not a map.')
  return claims
}

/** Whether these bytes begin as a map of claims that nobody signed, and not as a signed document. */
export function isBareMap(bytes: Uint8Array): boolean {
  const [first = 0] = bytes
  return first >> majorTypeShift === majorTypes.map
}

/** A time span in seconds since the epoch; the end does not belong to it. */
export interface Validity {
  readonly notBeforeSeconds: number
  readonly expiresSeconds: number
}

/** Throws `document-not-yet-valid` before the span and `document-expired` from its end on. */
export function checkValidity(validity: Validity, nowSeconds: number, what: string): void {
  if (nowSeconds < validity.notBeforeSeconds) throw new AppError('document-not-yet-valid', what)
  if (nowSeconds >= validity.expiresSeconds) throw new AppError('document-expired', what)
}
