/**
 * The activation object (R8.1): the issuer says that the members of one directory may use the products of some groups.
 * It lies in the directory for every member to read, carries the issuer certificate that proves it, and holds no
 * secret. What was made by telephone stands in telephone-object.ts; readers of either use verify-activation-object.ts.
 */
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import type { CborMap } from './cbor.ts'
import { ClaimReader, claimKeys, claimMap, uuidClaim } from './claims.ts'
import { hostNameCharactersMax, hostValidityDaysMax, productGroupsMax } from './host-certificate.ts'
import { type IssuerCertificate, issuerCertificateBytesMax } from './issuer-certificate.ts'
import { productGroupMax } from './product-terms.ts'
import { decodeSign1 } from './sign1.ts'
import { checkValidity, decodeClaims, openDocument, signDocument, type Validity } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'

/** The longest object: 64 groups, the longest names, and the longest issuer certificate fit. */
export const activationObjectBytesMax = 3_072
/** The most objects that a machine takes from one reading of its directory. */
export const directoryObjectsMax = 64
/** Longest name of a forest. */
export const forestNameCharactersMax = hostNameCharactersMax
const nameCharactersMax = 100
const serialLength = 8
const secondsPerDay = 24 * 60 * 60

/** What the issuer says to the members of a directory. Its longest validity is that of a host certificate. */
export interface ActivationObject extends Validity {
  readonly vendorName: string
  /** Name of the forest or of the naming context, for people: the DNS name where there is one. */
  readonly forestName: string
  /** UUID of the directory (see forest.ts): an object that was copied into another directory says nothing there. */
  readonly forestId: string
  /** UUID that follows from forest and host key, and names the entry: a renewed object takes its predecessor's place. */
  readonly objectId: string
  /** 8 bytes, of this very issue. */
  readonly serial: Uint8Array
  readonly issuedAtSeconds: number
  readonly productGroups: readonly number[]
  /** Travels with the object; proves itself by the vendor's root. */
  readonly issuerCertificate: Uint8Array
}

/** A verified object with its verified issuer. */
export interface TrustedActivationObject extends ActivationObject {
  readonly issuer: Verified<IssuerCertificate>
}

/** Signs an object. Throws `document-too-long` where its names are beyond what any reader accepts. */
export async function signActivationObject(
  object: ActivationObject,
  issuer: Signer,
  verifier: Verifier,
): Promise<Uint8Array> {
  const claims = claimMap([
    [claimKeys.issuer, object.vendorName],
    [claimKeys.subject, object.forestName],
    [claimKeys.expires, object.expiresSeconds],
    [claimKeys.notBefore, object.notBeforeSeconds],
    [claimKeys.issuedAt, object.issuedAtSeconds],
    [claimKeys.id, object.serial],
    [
      claimKeys.muster,
      claimMap([
        [1, object.productGroups],
        [2, uuidClaim(object.forestId)],
        [3, uuidClaim(object.objectId)],
        [4, object.issuerCertificate],
      ]),
    ],
  ])
  const bytes = await signDocument({ name: 'muster/activation-object/1', claims, signer: issuer, verifier })
  if (bytes.length > activationObjectBytesMax) throw new AppError('document-too-long')
  return bytes
}

/**
 * Verifies a signed object by the issuer whose certificate it carries. Throws the codes of a document, those of the
 * issuer's dates, and `document-validity-too-long`. Its own dates are for `checkActivationObject`.
 */
export function verifySignedActivationObject(
  bytes: Uint8Array,
  issuer: Verified<IssuerCertificate>,
  verifier: Verifier,
): Verified<TrustedActivationObject> {
  const { claims } = openDocument(bytes, {
    name: 'muster/activation-object/1',
    bytesMax: activationObjectBytesMax,
    signers: [issuer.issuerPublicKey],
    verifier,
  })
  const object = readClaims(claims)
  checkValidity(issuer, object.issuedAtSeconds, 'The issuer certificate at the time of signing.')
  if (object.expiresSeconds - object.issuedAtSeconds > hostValidityDaysMax * secondsPerDay)
    throw new AppError('document-validity-too-long', `${hostValidityDaysMax} days at most.`)
  return markVerified({ ...object, issuer })
}

/** The content of a signed object whose signature nobody has checked. Throws the codes of a document's form. */
export function readSignedActivationObject(bytes: Uint8Array): ActivationObject {
  const { payload } = decodeSign1(bytes, activationObjectBytesMax)
  return readClaims(decodeClaims(payload, activationObjectBytesMax))
}

function readClaims(claims: CborMap): ActivationObject {
  const reader = new ClaimReader(claims)
  const privateClaims = reader.map(claimKeys.muster)
  const object: ActivationObject = {
    vendorName: reader.text(claimKeys.issuer, nameCharactersMax),
    forestName: reader.text(claimKeys.subject, forestNameCharactersMax),
    expiresSeconds: reader.uint(claimKeys.expires),
    notBeforeSeconds: reader.uint(claimKeys.notBefore),
    issuedAtSeconds: reader.uint(claimKeys.issuedAt),
    serial: reader.bytes(claimKeys.id, serialLength),
    productGroups: privateClaims.array(1, productGroupsMax).map(decodeProductGroup),
    forestId: privateClaims.uuid(2),
    objectId: privateClaims.uuid(3),
    issuerCertificate: privateClaims.bytesUpTo(4, issuerCertificateBytesMax),
  }
  privateClaims.finish()
  reader.finish()
  return object
}

function decodeProductGroup(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > productGroupMax)
    throw new AppError('document-malformed', 'Product group.')
  return value
}
