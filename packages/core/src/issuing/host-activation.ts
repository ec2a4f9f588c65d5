/**
 * The documents of a host's activation over HTTPS (R3.1, R3.2): the request that the host signs with its own key,
 * and the answer that carries its certificate. Strict limits on both; what is decided about a request is elsewhere.
 */
import { equalBytes } from '../bytes/index.ts'
import {
  acceptIssuerCertificate,
  type Catalogue,
  type CborMap,
  ClaimReader,
  catalogueBytesMax,
  checkValidity,
  claimMap,
  decodeClaims,
  decodeSign1,
  encodeCbor,
  type HostCertificate,
  hostCertificateBytesMax,
  hostNameCharactersMax,
  type IssuerCertificate,
  isSignedBy,
  issuerCertificateBytesMax,
  nonceLength,
  publicKeyLength,
  type Sign1,
  sign1,
  type Verified,
  verifyCatalogue,
  verifyHostCertificate,
  verifyIssuerCertificate,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'

/** The longest request to `POST /v1/hosts`. */
export const hostActivationRequestBytesMax = 1_024
/** The longest answer: a catalogue, two certificates and what frames them. */
export const hostActivationAnswerBytesMax = catalogueBytesMax + 4_096
/** Media type of the request, of the answer and of single documents. */
export const documentMediaType = 'application/cose'
const productKeyCharactersMax = 64
const activationVersion = 1

/** What a host asks of the authority. */
export interface HostActivationRequest {
  /** The whole host key: it travels here, over TLS, and nowhere else. */
  readonly productKey: string
  /** Ed25519, 32 bytes; the host is this key. */
  readonly hostPublicKey: Uint8Array
  /** 1 to 253 bytes of UTF-8. */
  readonly hostName: string
  readonly hostTimeSeconds: number
  /** 8 random bytes; the same request sent again is answered again and counts once. */
  readonly nonce: Uint8Array
}

/** What the authority hands to a host, as documents. */
export interface HostActivationAnswer {
  readonly issuerCertificate: Uint8Array
  readonly hostCertificate: Uint8Array
  readonly catalogue: Uint8Array
  /** That of the request. */
  readonly nonce: Uint8Array
}

/** An answer whose documents were verified, with their content. */
export interface HostActivation extends HostActivationAnswer {
  readonly issuer: Verified<IssuerCertificate>
  readonly certificate: Verified<HostCertificate>
  readonly products: Verified<Catalogue>
}

/** What the answer must be about. */
export interface HostActivationExpectation {
  readonly nonce: Uint8Array
  readonly hostPublicKey: Uint8Array
  /** The product group of the host key. */
  readonly productGroup: number
  readonly nowSeconds: number
  /** Vendor roots where the host knows them; absent: the authority, reached over TLS, is believed for its issuer. */
  readonly roots?: readonly Uint8Array[]
}

/** Signs a request with the host's own key. The result is the body of `POST /v1/hosts`. */
export function signHostActivationRequest(request: HostActivationRequest, host: Signer): Promise<Uint8Array> {
  const claims = claimMap([
    [1, activationVersion],
    [2, request.productKey],
    [3, request.hostPublicKey],
    [4, request.hostName],
    [5, request.hostTimeSeconds],
    [6, request.nonce],
  ])
  return sign1({ name: 'muster/host-activation/1', payload: claims, signer: host })
}

/**
 * Takes a request apart and checks that the host's own key signed it.
 * Throws `request-malformed`, `request-version`, `request-critical-claim`, `request-signature`.
 */
export function readHostActivationRequest(bytes: Uint8Array, verifier: Verifier): HostActivationRequest {
  const { message, claims } = openRequest(bytes)
  const reader = new ClaimReader(claims, 'request-malformed')
  if (reader.uint(1) !== activationVersion) throw new AppError('request-version')
  const request: HostActivationRequest = {
    productKey: reader.text(2, productKeyCharactersMax),
    hostPublicKey: reader.bytes(3, publicKeyLength),
    hostName: readHostName(reader, 4),
    hostTimeSeconds: reader.uint(5),
    nonce: reader.bytes(6, nonceLength),
  }
  reader.finish('request-critical-claim')
  if (!isSignedBy(message, 'muster/host-activation/1', request.hostPublicKey, verifier))
    throw new AppError('request-signature')
  return request
}

/** The bytes of an answer: a map with small integer keys, whose documents are signed each by itself. */
export function encodeHostActivationAnswer(answer: HostActivationAnswer): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, activationVersion],
      [2, answer.issuerCertificate],
      [3, answer.hostCertificate],
      [4, answer.catalogue],
      [5, answer.nonce],
    ]),
  )
}

/**
 * Takes an answer apart and verifies its documents and that they are about this host, key and request.
 * Throws `authority-answer` (not an answer of an authority), the codes of a document,
 * `document-expired`/`document-not-yet-valid` (the host certificate now), `document-nonce`,
 * `document-other-machine`, `document-product-not-covered`.
 */
export function readHostActivationAnswer(
  bytes: Uint8Array,
  expected: HostActivationExpectation,
  verifier: Verifier,
): HostActivation {
  const answer = decodeAnswer(bytes)
  if (!equalBytes(answer.nonce, expected.nonce)) throw new AppError('document-nonce')
  const issuer =
    expected.roots === undefined
      ? acceptIssuerCertificate(answer.issuerCertificate)
      : verifyIssuerCertificate(answer.issuerCertificate, expected.roots, verifier)
  const certificate = verifyHostCertificate(answer.hostCertificate, issuer, verifier)
  const products = verifyCatalogue(answer.catalogue, issuer, verifier)
  checkCertificate(certificate, expected)
  return { ...answer, issuer, certificate, products }
}

/** Bounded in UTF-8 as well, so that every certificate fits its limit; the encoding adds two bytes of length. */
function readHostName(reader: ClaimReader, key: number): string {
  const name = reader.text(key, hostNameCharactersMax)
  if (name === '' || encodeCbor(name).length > hostNameCharactersMax + 2)
    throw new AppError('request-malformed', 'The host name is empty or too long.')
  return name
}

function openRequest(bytes: Uint8Array): { readonly message: Sign1; readonly claims: CborMap } {
  try {
    const message = decodeSign1(bytes, hostActivationRequestBytesMax)
    if (message.keyId !== undefined || message.unprotectedHeader.size > 0)
      throw new AppError('document-malformed', 'Header.')
    return { message, claims: decodeClaims(message.payload, hostActivationRequestBytesMax) }
  } catch (cause) {
    throw new AppError('request-malformed', cause instanceof AppError ? cause.message : undefined, { cause })
  }
}

function decodeAnswer(bytes: Uint8Array): HostActivationAnswer {
  const reader = new ClaimReader(answerClaims(bytes), 'authority-answer')
  if (reader.uint(1) !== activationVersion) throw new AppError('authority-answer', 'Its version is unknown.')
  const answer: HostActivationAnswer = {
    issuerCertificate: reader.bytesUpTo(2, issuerCertificateBytesMax),
    hostCertificate: reader.bytesUpTo(3, hostCertificateBytesMax),
    catalogue: reader.bytesUpTo(4, catalogueBytesMax),
    nonce: reader.bytes(5, nonceLength),
  }
  reader.finish()
  return answer
}

function answerClaims(bytes: Uint8Array): CborMap {
  try {
    return decodeClaims(bytes, hostActivationAnswerBytesMax)
  } catch (cause) {
    throw new AppError('authority-answer', cause instanceof AppError ? cause.message : undefined, { cause })
  }
}

function checkCertificate(certificate: HostCertificate, expected: HostActivationExpectation): void {
  if (!equalBytes(certificate.hostPublicKey, expected.hostPublicKey))
    throw new AppError('document-other-machine', 'The certificate names another host key pair.')
  if (!certificate.productGroups.includes(expected.productGroup))
    throw new AppError('document-product-not-covered')
  checkValidity(certificate, expected.nowSeconds, 'The new host certificate, by the clock of this host.')
}
