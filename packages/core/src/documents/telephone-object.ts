/**
 * The activation object of a forest that was activated by telephone (R8.4): not signed as a document, but proven by
 * the confirmation that was read out, a short signature over what the forest's installation ID binds. It lies in the
 * directory wherever a signed object does, and whoever reads one reads the other.
 */
import {
  encodeInstallationId,
  installationDigest,
  keyFingerprintLength,
  monthStartSeconds,
  monthsMax,
} from '../confirming/index.ts'
import { AppError } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import {
  type ActivationObject,
  activationObjectBytesMax,
  type TrustedActivationObject,
} from './activation-object.ts'
import { encodeCbor } from './cbor.ts'
import { ClaimReader, claimMap, uuidClaim } from './claims.ts'
import { activationObjectIdOf, forestKeyOf } from './forest.ts'
import { hostValidityDays } from './host-certificate.ts'
import {
  acceptIssuerCertificate,
  type IssuerCertificate,
  issuerCertificateBytesMax,
} from './issuer-certificate.ts'
import { productGroupMax } from './product-terms.ts'
import { decodeClaims, isBareMap } from './signed-document.ts'
import { checkConfirmationIssuer, confirmationBytes } from './telephone-certificate.ts'
import { markVerified, type Verified } from './verified.ts'

/** How a forest is called whose name nobody stated over the telephone. */
export const telephoneForestName = 'activated by telephone'
const objectVersion = 1
const serialLength = 8
const secondsPerDay = 24 * 60 * 60

/** What proves a forest that was activated by telephone. */
export interface TelephoneObject {
  /** UUID. */
  readonly forestId: string
  /** The only group that it covers: that of the host key. */
  readonly productGroup: number
  /** 7 bytes. */
  readonly keyFingerprint: Uint8Array
  /** Months since January 2020, UTC: that of the installation ID. */
  readonly month: number
  /** 48 bytes. */
  readonly confirmation: Uint8Array
  readonly issuerCertificate: Uint8Array
}

/** The one encoding: a bare map, which no signed document can be mistaken for. */
export function encodeTelephoneObject(object: TelephoneObject): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, objectVersion],
      [2, uuidClaim(object.forestId)],
      [3, object.productGroup],
      [4, object.keyFingerprint],
      [5, object.month],
      [6, object.confirmation],
      [7, object.issuerCertificate],
    ]),
  )
}

/** Whether these bytes begin as an object by telephone does. Verifying one needs a verifier of `withConfirmations`. */
export function isTelephoneObject(bytes: Uint8Array): boolean {
  return isBareMap(bytes)
}

/** Reads an object whose confirmation nobody checked yet. Throws the codes of a document's form. */
export function decodeTelephoneObject(bytes: Uint8Array): TelephoneObject {
  const reader = new ClaimReader(decodeClaims(bytes, activationObjectBytesMax))
  if (reader.uint(1) !== objectVersion) throw new AppError('document-malformed', 'Unknown version.')
  const object: TelephoneObject = {
    forestId: reader.uuid(2),
    productGroup: reader.uint(3, productGroupMax),
    keyFingerprint: reader.bytes(4, keyFingerprintLength),
    month: reader.uint(5, monthsMax),
    confirmation: reader.bytes(6, confirmationBytes),
    issuerCertificate: reader.bytesUpTo(7, issuerCertificateBytesMax),
  }
  reader.finish()
  return object
}

/** The 22 bytes that a forest's confirmation confirms. */
export function forestInstallationId(
  object: Pick<TelephoneObject, 'forestId' | 'keyFingerprint' | 'month'>,
  verifier: Verifier,
): Uint8Array {
  const { forestId, keyFingerprint, month } = object
  const digest = installationDigest({ publicKey: forestKeyOf(forestId, verifier) }, verifier)
  return encodeInstallationId({ kind: 'directory', keyFingerprint, month, digest })
}

/** The content of an object by telephone; nothing of it is proven. Throws the codes of a document's form. */
export function readTelephoneObject(bytes: Uint8Array, verifier: Verifier): ActivationObject {
  const object = decodeTelephoneObject(bytes)
  return contentOf(object, acceptIssuerCertificate(object.issuerCertificate), verifier)
}

/**
 * Verifies an object by telephone by the issuer whose certificate it carries. It is valid from the first second of its month for the usual
 * time of a host certificate. Throws the codes of a document, `confirmation-key-missing`, `document-expired` and
 * `document-not-yet-valid` (the issuer in the months in which an authority accepts the installation ID), and
 * `not-available` where the verifier cannot check confirmations.
 */
export function verifyTelephoneObject(
  bytes: Uint8Array,
  issuer: Verified<IssuerCertificate>,
  verifier: Verifier,
): Verified<TrustedActivationObject> {
  const object = decodeTelephoneObject(bytes)
  checkConfirmation(object, issuer, verifier)
  checkConfirmationIssuer(object.month, issuer)
  return markVerified({ ...contentOf(object, issuer, verifier), issuer })
}

function checkConfirmation(object: TelephoneObject, issuer: IssuerCertificate, verifier: Verifier): void {
  const { confirmationPublicKey: publicKey } = issuer
  const { productGroup, confirmation } = object
  if (publicKey === undefined) throw new AppError('confirmation-key-missing')
  if (verifier.confirms === undefined)
    throw new AppError('not-available', 'Confirmations cannot be checked here.')
  const installationId = forestInstallationId(object, verifier)
  if (!verifier.confirms({ publicKey, productGroup, installationId, confirmation }))
    throw new AppError('document-signature')
}

function contentOf(object: TelephoneObject, issuer: IssuerCertificate, verifier: Verifier): ActivationObject {
  const startSeconds = monthStartSeconds(object.month)
  return {
    vendorName: issuer.vendorName,
    forestName: telephoneForestName,
    forestId: object.forestId,
    objectId: activationObjectIdOf(object.forestId, object.keyFingerprint, verifier),
    serial: object.confirmation.slice(0, serialLength),
    issuedAtSeconds: startSeconds,
    notBeforeSeconds: startSeconds,
    expiresSeconds: startSeconds + hostValidityDays * secondsPerDay,
    productGroups: [object.productGroup],
    issuerCertificate: object.issuerCertificate,
  }
}
