/**
 * The certificate of a host that was activated by telephone (R3.2): not signed as a document, but proven by the
 * confirmation that was read out, a short signature over what the host's installation ID binds. It stands wherever a
 * host certificate stands, and whoever reads one reads the other.
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
import { encodeCbor } from './cbor.ts'
import { ClaimReader, claimMap } from './claims.ts'
import { type HostCertificate, hostValidityDays } from './host-certificate.ts'
import type { IssuerCertificate } from './issuer-certificate.ts'
import { productGroupMax } from './product-terms.ts'
import { publicKeyLength } from './sign1.ts'
import { decodeClaims, isBareMap } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'

export const telephoneCertificateBytesMax = 128
/** Length of a confirmation: a point of G1, compressed. */
export const confirmationBytes = 48
/** How a host is called whose name nobody stated over the telephone. */
export const telephoneHostName = 'activated by telephone'
const certificateVersion = 1
const serialLength = 8
const secondsPerDay = 24 * 60 * 60

/** What a host has to show after it was activated by telephone. */
export interface TelephoneCertificate {
  /** Ed25519, 32 bytes. */
  readonly hostPublicKey: Uint8Array
  /** The only group that it covers: that of the host key. */
  readonly productGroup: number
  /** 7 bytes. */
  readonly keyFingerprint: Uint8Array
  /** Months since January 2020, UTC: that of the installation ID. */
  readonly month: number
  /** 48 bytes. */
  readonly confirmation: Uint8Array
}

/** The one encoding: a bare map, which no signed document can be mistaken for. */
export function encodeTelephoneCertificate(certificate: TelephoneCertificate): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, certificateVersion],
      [2, certificate.hostPublicKey],
      [3, certificate.productGroup],
      [4, certificate.keyFingerprint],
      [5, certificate.month],
      [6, certificate.confirmation],
    ]),
  )
}

/** Whether these bytes begin as a certificate by telephone does, and not as a signed document. */
export function isTelephoneCertificate(bytes: Uint8Array): boolean {
  return isBareMap(bytes)
}

/** Reads a certificate whose confirmation nobody checked yet. Throws the codes of a document's form. */
export function decodeTelephoneCertificate(bytes: Uint8Array): TelephoneCertificate {
  const reader = new ClaimReader(decodeClaims(bytes, telephoneCertificateBytesMax))
  if (reader.uint(1) !== certificateVersion) throw new AppError('document-malformed', 'Unknown version.')
  const certificate: TelephoneCertificate = {
    hostPublicKey: reader.bytes(2, publicKeyLength),
    productGroup: reader.uint(3, productGroupMax),
    keyFingerprint: reader.bytes(4, keyFingerprintLength),
    month: reader.uint(5, monthsMax),
    confirmation: reader.bytes(6, confirmationBytes),
  }
  reader.finish()
  return certificate
}

/**
 * Verifies a certificate against its issuer's key for confirmations. It is valid from the first second of its month
 * for the usual time of a host certificate. Throws the codes of a document's form, `confirmation-key-missing` (the
 * issuer offers none), `document-signature`, `document-expired` and `document-not-yet-valid` (the issuer in the
 * months in which an authority accepts the installation ID), and `not-available` where the verifier cannot check
 * confirmations.
 */
export function verifyTelephoneCertificate(
  bytes: Uint8Array,
  issuer: Verified<IssuerCertificate>,
  verifier: Verifier,
): Verified<HostCertificate> {
  const certificate = decodeTelephoneCertificate(bytes)
  checkConfirmation(certificate, issuer, verifier)
  checkConfirmationIssuer(certificate.month, issuer)
  const startSeconds = monthStartSeconds(certificate.month)
  return markVerified({
    vendorName: issuer.vendorName,
    hostName: telephoneHostName,
    serial: certificate.confirmation.slice(0, serialLength),
    issuedAtSeconds: startSeconds,
    notBeforeSeconds: startSeconds,
    expiresSeconds: startSeconds + hostValidityDays * secondsPerDay,
    hostPublicKey: certificate.hostPublicKey,
    productGroups: [certificate.productGroup],
  })
}

function checkConfirmation(
  certificate: TelephoneCertificate,
  { confirmationPublicKey }: IssuerCertificate,
  verifier: Verifier,
): void {
  const { hostPublicKey, productGroup, keyFingerprint, month, confirmation } = certificate
  if (confirmationPublicKey === undefined) throw new AppError('confirmation-key-missing')
  if (verifier.confirms === undefined)
    throw new AppError('not-available', 'Confirmations cannot be checked here.')
  const digest = installationDigest({ publicKey: hostPublicKey }, verifier)
  const installationId = encodeInstallationId({ kind: 'host', keyFingerprint, month, digest })
  if (!verifier.confirms({ publicKey: confirmationPublicKey, productGroup, installationId, confirmation }))
    throw new AppError('document-signature')
}

/**
 * A confirmation states no day: the issuer must have been valid at some time in which it can have been given. Throws
 * `document-not-yet-valid`, `document-expired`.
 */
export function checkConfirmationIssuer(month: number, issuer: IssuerCertificate): void {
  const what = 'The issuer certificate in the months of the confirmation.'
  if (issuer.notBeforeSeconds >= monthStartSeconds(month + 2))
    throw new AppError('document-not-yet-valid', what)
  if (issuer.expiresSeconds <= monthStartSeconds(month - 1)) throw new AppError('document-expired', what)
}
