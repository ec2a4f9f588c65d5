/** The host certificate: which product groups a host may answer for (R3.1). */
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import { ClaimReader, claimKeys, claimMap } from './claims.ts'
import { decodeConfirmationKey, encodeConfirmationKey } from './confirmation-key.ts'
import type { IssuerCertificate } from './issuer-certificate.ts'
import { productGroupMax } from './product-terms.ts'
import { checkValidity, openDocument, signDocument, type Validity } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'

export const hostCertificateBytesMax = 1_664
export const hostValidityDays = 3 * 365
/** The longest that one may last from its issue: three calendar years may have a leap day. */
export const hostValidityDaysMax = hostValidityDays + 1
export const productGroupsMax = 64
export const hostNameCharactersMax = 253
const nameCharactersMax = 100
const serialLength = 8
const secondsPerDay = 24 * 60 * 60

/** What the issuer says of an activation host. */
export interface HostCertificate extends Validity {
  readonly vendorName: string
  readonly hostName: string
  /** 8 bytes. */
  readonly serial: Uint8Array
  readonly issuedAtSeconds: number
  /** Ed25519, 32 bytes. */
  readonly hostPublicKey: Uint8Array
  readonly productGroups: readonly number[]
}

/** Signs a host certificate. */
export function signHostCertificate(
  certificate: HostCertificate,
  issuer: Signer,
  verifier: Verifier,
): Promise<Uint8Array> {
  const claims = claimMap([
    [claimKeys.issuer, certificate.vendorName],
    [claimKeys.subject, certificate.hostName],
    [claimKeys.expires, certificate.expiresSeconds],
    [claimKeys.notBefore, certificate.notBeforeSeconds],
    [claimKeys.issuedAt, certificate.issuedAtSeconds],
    [claimKeys.id, certificate.serial],
    [claimKeys.confirmation, encodeConfirmationKey(certificate.hostPublicKey)],
    [claimKeys.muster, claimMap([[1, certificate.productGroups]])],
  ])
  return signDocument({ name: 'muster/host-certificate/1', claims, signer: issuer, verifier })
}

/**
 * Verifies a signed host certificate. Throws the codes of a document, those of the issuer's dates, and
 * `document-validity-too-long`: not even a stolen issuer key makes a host that lasts for ever.
 */
export function verifySignedHostCertificate(
  bytes: Uint8Array,
  issuer: Verified<IssuerCertificate>,
  verifier: Verifier,
): Verified<HostCertificate> {
  const { claims } = openDocument(bytes, {
    name: 'muster/host-certificate/1',
    bytesMax: hostCertificateBytesMax,
    signers: [issuer.issuerPublicKey],
    verifier,
  })
  const reader = new ClaimReader(claims)
  const privateClaims = reader.map(claimKeys.muster)
  const certificate: HostCertificate = {
    vendorName: reader.text(claimKeys.issuer, nameCharactersMax),
    hostName: reader.text(claimKeys.subject, hostNameCharactersMax),
    expiresSeconds: reader.uint(claimKeys.expires),
    notBeforeSeconds: reader.uint(claimKeys.notBefore),
    issuedAtSeconds: reader.uint(claimKeys.issuedAt),
    serial: reader.bytes(claimKeys.id, serialLength),
    hostPublicKey: decodeConfirmationKey(reader.raw(claimKeys.confirmation)),
    productGroups: privateClaims.array(1, productGroupsMax).map(decodeProductGroup),
  }
  privateClaims.finish()
  reader.finish()
  checkValidity(issuer, certificate.issuedAtSeconds, 'The issuer certificate at the time of signing.')
  checkLength(certificate)
  return markVerified(certificate)
}

function checkLength({ issuedAtSeconds, expiresSeconds }: HostCertificate): void {
  if (expiresSeconds - issuedAtSeconds > hostValidityDaysMax * secondsPerDay)
    throw new AppError('document-validity-too-long', `${hostValidityDaysMax} days at most.`)
}

function decodeProductGroup(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > productGroupMax) {
    throw new AppError('document-malformed', 'Product group.')
  }
  return value
}
