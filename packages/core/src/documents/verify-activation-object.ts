/**
 * Whatever a directory holds as an activation object: signed, or confirmed by telephone. The object itself first, then
 * whether it is for this directory, this product and this time: as strict as about a host's answer (R8.2).
 */
import { AppError } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import {
  type ActivationObject,
  readSignedActivationObject,
  type TrustedActivationObject,
  verifySignedActivationObject,
} from './activation-object.ts'
import {
  acceptIssuerCertificate,
  type IssuerCertificate,
  verifyIssuerCertificate,
} from './issuer-certificate.ts'
import { checkValidity } from './signed-document.ts'
import { isTelephoneObject, readTelephoneObject, verifyTelephoneObject } from './telephone-object.ts'
import type { Verified } from './verified.ts'

/** Where an object was read, what for, and when. */
export interface ActivationObjectExpectation {
  /** UUID of the directory that it was read from. */
  readonly forestId: string
  readonly productGroup: number
  /** The time of the check. For an object that was kept: the time at which it activated. */
  readonly nowSeconds: number
}

/**
 * Verifies an object up to the vendor's root. Throws the codes of a document (`document-signer-unknown`: another
 * vendor), those of the issuer's dates, `document-validity-too-long`, and for one by telephone
 * `confirmation-key-missing` and `not-available` (the verifier has to be one of `withConfirmations`).
 */
export function verifyActivationObject(
  bytes: Uint8Array,
  roots: readonly Uint8Array[],
  verifier: Verifier,
): Verified<TrustedActivationObject> {
  const { issuerCertificate } = readActivationObject(bytes, verifier)
  return verifyBy(verifyIssuerCertificate(issuerCertificate, roots, verifier), bytes, verifier)
}

/**
 * The same where no vendor root is known: for whoever publishes what an authority gave it. That the issuer belongs to the
 * vendor is not checked; every member does that, which knows its root. Throws as {@link verifyActivationObject}.
 */
export function acceptActivationObject(
  bytes: Uint8Array,
  verifier: Verifier,
): Verified<TrustedActivationObject> {
  const { issuerCertificate } = readActivationObject(bytes, verifier)
  return verifyBy(acceptIssuerCertificate(issuerCertificate), bytes, verifier)
}

/**
 * Whether a verified object activates here and now. Throws `document-other-directory`, `document-product-not-covered`,
 * `document-not-yet-valid`, `document-expired`.
 */
export function checkActivationObject(
  object: Verified<ActivationObject>,
  expected: ActivationObjectExpectation,
): void {
  if (object.forestId !== expected.forestId) throw new AppError('document-other-directory')
  if (!object.productGroups.includes(expected.productGroup))
    throw new AppError('document-product-not-covered')
  checkValidity(object, expected.nowSeconds, 'The activation object.')
}

/** The content of an object that nobody verified, for listing. Throws the codes of a document's form. */
export function readActivationObject(bytes: Uint8Array, verifier: Verifier): ActivationObject {
  return isTelephoneObject(bytes) ? readTelephoneObject(bytes, verifier) : readSignedActivationObject(bytes)
}

function verifyBy(
  issuer: Verified<IssuerCertificate>,
  bytes: Uint8Array,
  verifier: Verifier,
): Verified<TrustedActivationObject> {
  return isTelephoneObject(bytes)
    ? verifyTelephoneObject(bytes, issuer, verifier)
    : verifySignedActivationObject(bytes, issuer, verifier)
}
