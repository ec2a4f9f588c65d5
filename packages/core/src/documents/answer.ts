/**
 * The answer of an activation host, which a client keeps as its lease. The certificates that prove the host may
 * follow in the unprotected header; a client that keeps the lease stores answer and certificates apart.
 */
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import type { CborMap, CborValue } from './cbor.ts'
import { ClaimReader, claimKeys, claimMap, uuidClaim } from './claims.ts'
import { type HostCertificate, hostCertificateBytesMax } from './host-certificate.ts'
import { issuerCertificateBytesMax } from './issuer-certificate.ts'
import { intervalMinutesMax } from './product-terms.ts'
import { decodeSign1, encodeSign1, keyIdOf, type Sign1, sign1 } from './sign1.ts'
import { openDocument } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'

/** The longest packet that a host sends. */
export const answerBytesMax = 3_072
export const nonceLength = 8
export const leaseIdLength = 8
export const countMax = 2_000
const portMax = 65_535
const certificatesLabel = -65_537

export const directives = ['rearm'] as const
/** What the host asks of the client beside the answer: take a new CMID (R9.3). */
export type Directive = (typeof directives)[number]

/** What a host states about one request. */
export interface Answer {
  readonly nonce: Uint8Array
  /** UUID. */
  readonly cmid: string
  readonly productId: string
  /** Machines that the host counts, the asking one among them: at least 1. */
  readonly count: number
  /** None of the next four is 0. */
  readonly retryMinutes: number
  readonly renewalMinutes: number
  readonly validityMinutes: number
  readonly port: number
  readonly hostTimeSeconds: number
  readonly leaseId: Uint8Array
  readonly directive?: Directive
}

/** The certificates behind an answer, as bytes. */
export interface Certificates {
  readonly hostCertificate: Uint8Array
  readonly issuerCertificate: Uint8Array
}

/** An answer as it arrived, nothing checked but its form. */
export interface ReceivedAnswer {
  /** The answer without its certificates: what is kept. */
  readonly lease: Uint8Array
  /** First 8 bytes of SHA-256 of the host's public key. */
  readonly hostKeyId: Uint8Array
  /** Present where the client said that it does not hold them. */
  readonly certificates: Certificates | undefined
}

/** Signs an answer; `certificates` travel with it where the client needs them. */
export function signAnswer(
  answer: Answer,
  host: Signer,
  options: { readonly verifier: Verifier; readonly certificates?: Certificates; readonly keyId?: Uint8Array },
): Promise<Uint8Array> {
  const { verifier, certificates } = options
  return sign1({
    name: 'muster/answer/1',
    payload: encodeAnswer(answer),
    signer: host,
    keyId: options.keyId ?? keyIdOf(host.publicKey, verifier),
    ...(certificates === undefined ? {} : { unprotectedHeader: encodeCertificates(certificates) }),
  })
}

/** Takes an answer packet apart. Throws `document-too-long`, `document-malformed`, `document-not-canonical`. */
export function decodeAnswer(bytes: Uint8Array): ReceivedAnswer {
  return readReceivedAnswer(bytes, decodeSign1(bytes, answerBytesMax))
}

/** As {@link decodeAnswer}, for a packet that was taken apart already: `message` is what `bytes` hold. */
export function readReceivedAnswer(bytes: Uint8Array, message: Sign1): ReceivedAnswer {
  if (message.keyId === undefined) throw new AppError('document-malformed', 'The signer is not named.')
  const certificates = decodeCertificates(message.unprotectedHeader)
  const lease = certificates === undefined ? bytes : encodeSign1({ ...message, unprotectedHeader: new Map() })
  return { lease, hostKeyId: message.keyId, certificates }
}

/**
 * Verifies a lease against its host certificate, which must be verified itself and valid at the time that the
 * answer states. Whether the answer is for this product, machine and request is the matter of trust.ts.
 */
export function verifyLease(
  lease: Uint8Array,
  host: Verified<HostCertificate>,
  verifier: Verifier,
): Verified<Answer> {
  const { claims } = openDocument(lease, {
    name: 'muster/answer/1',
    bytesMax: answerBytesMax,
    signers: [host.hostPublicKey],
    verifier,
  })
  return markVerified(readAnswer(claims))
}

function encodeAnswer(answer: Answer): CborMap {
  return claimMap([
    [claimKeys.nonce, answer.nonce],
    [claimKeys.issuedAt, answer.hostTimeSeconds],
    [claimKeys.id, answer.leaseId],
    [
      claimKeys.muster,
      claimMap([
        [1, uuidClaim(answer.cmid)],
        [2, uuidClaim(answer.productId)],
        [3, answer.count],
        [4, answer.retryMinutes],
        [5, answer.renewalMinutes],
        [6, answer.validityMinutes],
        [7, answer.port],
        [8, answer.directive === undefined ? undefined : directives.indexOf(answer.directive)],
      ]),
    ],
  ])
}

function readAnswer(claims: CborMap): Answer {
  const reader = new ClaimReader(claims)
  const privateClaims = reader.map(claimKeys.muster)
  const directive = privateClaims.optional(8, (key) => privateClaims.name(key, directives))
  const answer: Answer = {
    nonce: reader.bytes(claimKeys.nonce, nonceLength),
    hostTimeSeconds: reader.uint(claimKeys.issuedAt),
    leaseId: reader.bytes(claimKeys.id, leaseIdLength),
    cmid: privateClaims.uuid(1),
    productId: privateClaims.uuid(2),
    count: privateClaims.positive(3, countMax),
    retryMinutes: privateClaims.positive(4, intervalMinutesMax),
    renewalMinutes: privateClaims.positive(5, intervalMinutesMax),
    validityMinutes: privateClaims.positive(6, intervalMinutesMax),
    port: privateClaims.positive(7, portMax),
    ...(directive === undefined ? {} : { directive }),
  }
  privateClaims.finish()
  reader.finish()
  return answer
}

function encodeCertificates(certificates: Certificates): CborMap {
  return new Map([[certificatesLabel, [certificates.hostCertificate, certificates.issuerCertificate]]])
}

function decodeCertificates(header: CborMap): Certificates | undefined {
  if (header.size === 0) return undefined
  const items = header.get(certificatesLabel)
  if (header.size !== 1 || !Array.isArray(items) || items.length !== 2)
    throw new AppError('document-malformed', 'Unsigned header.')
  const [hostCertificate, issuerCertificate] = items as readonly CborValue[]
  return {
    hostCertificate: certificateBytes(hostCertificate, hostCertificateBytesMax),
    issuerCertificate: certificateBytes(issuerCertificate, issuerCertificateBytesMax),
  }
}

function certificateBytes(value: CborValue | undefined, bytesMax: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length > bytesMax)
    throw new AppError('document-malformed', 'Certificate.')
  return value.slice()
}
