/** The issuer certificate: the vendor's offline root names the key that signs everything else. */
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import type { CborMap } from './cbor.ts'
import { ClaimReader, claimKeys, claimMap } from './claims.ts'
import { decodeConfirmationKey, encodeConfirmationKey } from './confirmation-key.ts'
import { decodeSign1 } from './sign1.ts'
import { decodeClaims, openDocument, signDocument, type Validity } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'

export const issuerCertificateBytesMax = 1_024
export const issuerValidityDays = 2 * 365
export const blsPublicKeyLength = 96
const nameCharactersMax = 100
const serialLength = 8

/** What the root says of an issuer. */
export interface IssuerCertificate extends Validity {
  readonly vendorName: string
  readonly issuerName: string
  /** 8 bytes. */
  readonly serial: Uint8Array
  readonly issuedAtSeconds: number
  /** Ed25519, 32 bytes. */
  readonly issuerPublicKey: Uint8Array
  /** BLS12-381 key in G2, 96 bytes, that confirmation IDs are verified with; absent where the vendor offers none. */
  readonly confirmationPublicKey?: Uint8Array
}

/** Signs an issuer certificate with the vendor's root key. */
export function signIssuerCertificate(
  certificate: IssuerCertificate,
  root: Signer,
  verifier: Verifier,
): Promise<Uint8Array> {
  const claims = claimMap([
    [claimKeys.issuer, certificate.vendorName],
    [claimKeys.subject, certificate.issuerName],
    [claimKeys.expires, certificate.expiresSeconds],
    [claimKeys.notBefore, certificate.notBeforeSeconds],
    [claimKeys.issuedAt, certificate.issuedAtSeconds],
    [claimKeys.id, certificate.serial],
    [claimKeys.confirmation, encodeConfirmationKey(certificate.issuerPublicKey)],
    [claimKeys.muster, claimMap([[1, certificate.confirmationPublicKey]])],
  ])
  return signDocument({ name: 'muster/issuer-certificate/1', claims, signer: root, verifier })
}

/**
 * Verifies an issuer certificate against the vendor roots that are trusted here. Its dates are not compared with
 * now: what it signed must have been signed within them (see {@link checkValidity} in each document's verification).
 * Throws the codes of {@link openDocument}.
 */
export function verifyIssuerCertificate(
  bytes: Uint8Array,
  roots: readonly Uint8Array[],
  verifier: Verifier,
): Verified<IssuerCertificate> {
  const opened = openDocument(bytes, {
    name: 'muster/issuer-certificate/1',
    bytesMax: issuerCertificateBytesMax,
    signers: roots,
    verifier,
  })
  return markVerified(readIssuerCertificate(opened.claims))
}

/**
 * Reads an issuer certificate where no vendor root is known: on an activation host, which serves several vendors
 * and takes the issuer from the authority that its administrator named. The root's signature is not checked; that
 * is done by every client, which knows its root.
 * Throws `document-too-long`, `document-malformed`, `document-not-canonical`.
 */
export function acceptIssuerCertificate(bytes: Uint8Array): Verified<IssuerCertificate> {
  const message = decodeSign1(bytes, issuerCertificateBytesMax)
  if (message.keyId === undefined) throw new AppError('document-malformed', 'The signer is not named.')
  if (message.unprotectedHeader.size > 0) throw new AppError('document-malformed', 'Unsigned header.')
  return markVerified(readIssuerCertificate(decodeClaims(message.payload, issuerCertificateBytesMax)))
}

function readIssuerCertificate(claims: CborMap): IssuerCertificate {
  const reader = new ClaimReader(claims)
  const privateClaims = reader.map(claimKeys.muster)
  const confirmationPublicKey = privateClaims.optional(1, (key) =>
    privateClaims.bytes(key, blsPublicKeyLength),
  )
  const certificate: IssuerCertificate = {
    vendorName: reader.text(claimKeys.issuer, nameCharactersMax),
    issuerName: reader.text(claimKeys.subject, nameCharactersMax),
    expiresSeconds: reader.uint(claimKeys.expires),
    notBeforeSeconds: reader.uint(claimKeys.notBefore),
    issuedAtSeconds: reader.uint(claimKeys.issuedAt),
    serial: reader.bytes(claimKeys.id, serialLength),
    issuerPublicKey: decodeConfirmationKey(reader.raw(claimKeys.confirmation)),
    ...(confirmationPublicKey === undefined ? {} : { confirmationPublicKey }),
  }
  privateClaims.finish()
  reader.finish()
  return certificate
}
