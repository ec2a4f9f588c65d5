/**
 * The documents of a machine's activation with a multiple activation key over HTTPS (R6.2): the request that the
 * machine signs with its own key, and the answer that carries its confirmation.
 */
import { equalBytes } from '../bytes/index.ts'
import {
  decodeInstallationId,
  type InstallationId,
  installationDigest,
  installationIdLength,
} from '../confirming/index.ts'
import {
  type CborMap,
  ClaimReader,
  claimMap,
  confirmationBytes,
  decodeClaims,
  decodeSign1,
  encodeCbor,
  isSignedBy,
  issuerCertificateBytesMax,
  nonceLength,
  publicKeyLength,
  type Sign1,
  sign1,
  uuidClaim,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import { openAnswerMap } from './answer-envelope.ts'

/** The longest request to `POST /v1/activations`. */
export const machineActivationRequestBytesMax = 512
/** The longest answer: a confirmation, an issuer certificate and what frames them. */
export const machineActivationAnswerBytesMax = issuerCertificateBytesMax + 256
const productKeyCharactersMax = 64
const version = 1

/** What a machine asks of the authority. */
export interface MachineActivationRequest {
  /** The whole key: it travels here, over TLS. Absent where the machine has forgotten it. */
  readonly productKey?: string
  /** Ed25519, 32 bytes: the installation's own key. */
  readonly clientPublicKey: Uint8Array
  /** UUID. */
  readonly productId: string
  readonly clientTimeSeconds: number
  readonly nonce: Uint8Array
  /** 22 bytes that bind key, month, product and machine. */
  readonly installationId: Uint8Array
}

/** A confirmation as the authority hands it out. */
export interface MachineConfirmation {
  /** The 22 bytes that are confirmed: for a machine that was activated before, those of its first request. */
  readonly installationId: Uint8Array
  /** 48 bytes. */
  readonly confirmation: Uint8Array
  /** Names the key that the confirmation is verified with. */
  readonly issuerCertificate: Uint8Array
}

/** The answer to a request. */
export interface MachineActivationAnswer extends MachineConfirmation {
  /** That of the request. */
  readonly nonce: Uint8Array
}

/** Signs a request with the installation's own key. The result is the body of `POST /v1/activations`. */
export function signMachineActivationRequest(
  request: MachineActivationRequest,
  client: Signer,
): Promise<Uint8Array> {
  const claims = claimMap([
    [1, version],
    [2, request.productKey],
    [3, request.clientPublicKey],
    [4, uuidClaim(request.productId)],
    [5, request.clientTimeSeconds],
    [6, request.nonce],
    [7, request.installationId],
  ])
  return sign1({ name: 'muster/machine-activation/1', payload: claims, signer: client })
}

/**
 * Takes a request apart and checks that the installation's own key signed it and that the installation ID is about
 * that key and the product. Throws `request-malformed`, `request-version`, `request-critical-claim`,
 * `request-signature`, `installation-id-invalid`.
 */
export function readMachineActivationRequest(
  bytes: Uint8Array,
  verifier: Verifier,
): MachineActivationRequest {
  const { message, claims } = openRequest(bytes)
  const reader = new ClaimReader(claims, 'request-malformed')
  if (reader.uint(1) !== version) throw new AppError('request-version')
  const productKey = reader.optional(2, (key) => reader.text(key, productKeyCharactersMax))
  const request: MachineActivationRequest = {
    ...(productKey === undefined ? {} : { productKey }),
    clientPublicKey: reader.bytes(3, publicKeyLength),
    productId: reader.uuid(4),
    clientTimeSeconds: reader.uint(5),
    nonce: reader.bytes(6, nonceLength),
    installationId: reader.bytes(7, installationIdLength),
  }
  reader.finish('request-critical-claim')
  if (!isSignedBy(message, 'muster/machine-activation/1', request.clientPublicKey, verifier))
    throw new AppError('request-signature')
  checkInstallation(request, verifier)
  return request
}

/** The bytes of an answer: a map with small integer keys. */
export function encodeMachineActivationAnswer(answer: MachineActivationAnswer): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, version],
      [2, answer.nonce],
      [3, answer.installationId],
      [4, answer.confirmation],
      [5, answer.issuerCertificate],
    ]),
  )
}

/**
 * Takes an answer apart; the confirmation itself is for the caller to verify, up to its vendor's root.
 * Throws `authority-answer`, `document-nonce`.
 */
export function readMachineActivationAnswer(bytes: Uint8Array, nonce: Uint8Array): MachineActivationAnswer {
  const reader = openAnswerMap(bytes, machineActivationAnswerBytesMax, version)
  const answer: MachineActivationAnswer = {
    nonce: reader.bytes(2, nonceLength),
    installationId: reader.bytes(3, installationIdLength),
    confirmation: reader.bytes(4, confirmationBytes),
    issuerCertificate: reader.bytesUpTo(5, issuerCertificateBytesMax),
  }
  reader.finish()
  if (!equalBytes(answer.nonce, nonce)) throw new AppError('document-nonce')
  return answer
}

/** The content of a machine's installation ID. Throws `installation-id-invalid` for a host's. */
export function machineInstallationOf(installationId: Uint8Array): InstallationId {
  const content = decodeInstallationId(installationId)
  if (content.kind !== 'mak') throw new AppError('installation-id-invalid', 'It is that of a host.')
  return content
}

function checkInstallation(request: MachineActivationRequest, verifier: Verifier): void {
  const { clientPublicKey: publicKey, productId, installationId } = request
  const { digest } = machineInstallationOf(installationId)
  if (!equalBytes(digest, installationDigest({ publicKey, productId }, verifier)))
    throw new AppError('installation-id-invalid', 'It is about another machine or product.')
}

function openRequest(bytes: Uint8Array): { readonly message: Sign1; readonly claims: CborMap } {
  try {
    const message = decodeSign1(bytes, machineActivationRequestBytesMax)
    if (message.keyId !== undefined || message.unprotectedHeader.size > 0)
      throw new AppError('document-malformed', 'Header.')
    return { message, claims: decodeClaims(message.payload, machineActivationRequestBytesMax) }
  } catch (cause) {
    throw new AppError('request-malformed', cause instanceof AppError ? cause.message : undefined, { cause })
  }
}
