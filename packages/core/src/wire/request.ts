/**
 * The activation request: a map with small integer keys, signed by the client's own key, which it carries. The
 * signature proves that the sender holds the key behind the CMID; it proves nothing else about the content.
 */

import {
  ClaimReader,
  claimMap,
  cmidOf,
  decodeClaims,
  decodeSign1,
  intervalMinutesMax,
  isSignedBy,
  keyIdLength,
  leaseIdLength,
  nonceLength,
  publicKeyLength,
  type Sign1,
  sign1,
  signedBytesOf,
  thresholdMax,
  uuidClaim,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { BackgroundVerifier, Signer, Verifier } from '../ports/index.ts'
import { machineNameBytesMax, protocolVersion, requestBytesMax } from './limits.ts'
import { clipMachineName } from './machine-name.ts'

export const fingerprintLength = 8
/** The largest licence state number (R4.4). */
export const licenceStateMax = 6

/** What a machine tells the host. */
export interface ActivationRequest {
  readonly applicationId: string
  readonly productId: string
  /** Ed25519, 32 bytes. */
  readonly clientPublicKey: Uint8Array
  /** At most 63 bytes of UTF-8; absent where the administrator wants it left out. */
  readonly machineName?: string
  readonly clientTimeSeconds: number
  /** 0–6, see R4.4. */
  readonly licenceState: number
  readonly minutesToStateExpiry: number
  /** The threshold of the client's product licence. */
  readonly minimumCount: number
  readonly virtual: boolean
  /** 8 random bytes. */
  readonly nonce: Uint8Array
  /** Lease that this request continues; absent at first. */
  readonly previousLeaseId?: Uint8Array
  /** 8 bytes, a keyed hash of hardware facts that a copied image does not share; absent where none exists. */
  readonly fingerprint?: Uint8Array
  /** Key id of the host certificate that the client holds already. */
  readonly knownHostKeyId?: Uint8Array
}

/** A request whose form is right and whose signature nobody checked yet. */
export interface ReceivedRequest {
  readonly request: ActivationRequest
  readonly message: Sign1
}

/** A request whose signature is right. */
export interface VerifiedRequest extends ActivationRequest {
  readonly cmid: string
}

/** Signs a request; the result fits in one frame. A machine name that the protocol cannot carry is clipped. */
export function signRequest(request: ActivationRequest, client: Signer): Promise<Uint8Array> {
  const { machineName } = request
  const claims = claimMap([
    [1, protocolVersion],
    [2, uuidClaim(request.applicationId)],
    [3, uuidClaim(request.productId)],
    [4, request.clientPublicKey],
    [5, machineName === undefined ? undefined : clipMachineName(machineName)],
    [6, request.clientTimeSeconds],
    [7, request.licenceState],
    [8, request.minutesToStateExpiry],
    [9, request.minimumCount],
    [10, request.virtual],
    [11, request.nonce],
    [12, request.previousLeaseId],
    [13, request.fingerprint],
    [14, request.knownHostKeyId],
  ])
  return sign1({ name: 'muster/request/1', payload: claims, signer: client })
}

/**
 * Takes a request packet apart into a typed copy.
 * Throws `request-malformed`, `request-version`, `request-critical-claim`.
 */
export function decodeRequest(packet: Uint8Array): ReceivedRequest {
  const { message, claims } = decodeEnvelope(packet)
  const reader = new ClaimReader(claims, 'request-malformed')
  if (reader.uint(1) !== protocolVersion) throw new AppError('request-version')
  const request = readRequest(reader)
  reader.finish('request-critical-claim')
  return { request, message }
}

/** Checks the signature and derives the CMID. Throws `request-signature`. */
export function verifyRequest(received: ReceivedRequest, verifier: Verifier): VerifiedRequest {
  const { request, message } = received
  if (!isSignedBy(message, 'muster/request/1', request.clientPublicKey, verifier))
    throw new AppError('request-signature')
  return withCmid(request, verifier)
}

/** As {@link verifyRequest}, with the signature checked elsewhere while this thread does other work. */
export async function verifyRequestElsewhere(
  { request, message }: ReceivedRequest,
  verifier: Verifier,
  background: BackgroundVerifier,
): Promise<VerifiedRequest> {
  const signedBytes = signedBytesOf(message, 'muster/request/1')
  if (!(await background.verify(request.clientPublicKey, signedBytes, message.signature)))
    throw new AppError('request-signature')
  return withCmid(request, verifier)
}

function withCmid(request: ActivationRequest, verifier: Verifier): VerifiedRequest {
  return { ...request, cmid: cmidOf(request.clientPublicKey, verifier) }
}

function decodeEnvelope(packet: Uint8Array) {
  try {
    const message = decodeSign1(packet, requestBytesMax)
    if (message.keyId !== undefined || message.unprotectedHeader.size > 0)
      throw new AppError('document-malformed', 'A request names no signer and has no unsigned header.')
    return { message, claims: decodeClaims(message.payload, requestBytesMax) }
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    throw new AppError('request-malformed', cause.detail, { cause })
  }
}

function readRequest(reader: ClaimReader): ActivationRequest {
  const machineName = reader.optional(5, (key) => readMachineName(reader, key))
  const previousLeaseId = reader.optional(12, (key) => reader.bytes(key, leaseIdLength))
  const fingerprint = reader.optional(13, (key) => reader.bytes(key, fingerprintLength))
  const knownHostKeyId = reader.optional(14, (key) => reader.bytes(key, keyIdLength))
  return {
    applicationId: reader.uuid(2),
    productId: reader.uuid(3),
    clientPublicKey: reader.bytes(4, publicKeyLength),
    clientTimeSeconds: reader.uint(6),
    licenceState: reader.uint(7, licenceStateMax),
    minutesToStateExpiry: reader.uint(8, intervalMinutesMax),
    minimumCount: reader.uint(9, thresholdMax),
    virtual: reader.boolean(10),
    nonce: reader.bytes(11, nonceLength),
    ...(machineName === undefined ? {} : { machineName }),
    ...(previousLeaseId === undefined ? {} : { previousLeaseId }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(knownHostKeyId === undefined ? {} : { knownHostKeyId }),
  }
}

function readMachineName(reader: ClaimReader, key: number): string {
  const name = reader.text(key, machineNameBytesMax)
  if (clipMachineName(name) !== name) throw new AppError('request-malformed', 'The machine name is too long.')
  return name
}
