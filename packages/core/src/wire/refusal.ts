/**
 * The refusal: a code, the host's time and the nonce of the request where it could be read. A host with a
 * certificate signs it; one without sends the bare map of claims. A refusal never changes a client's licence.
 */

import {
  answerBytesMax,
  type CborMap,
  ClaimReader,
  claimKeys,
  claimMap,
  decodeClaims,
  decodeSign1,
  encodeCbor,
  isSignedBy,
  keyIdOf,
  nonceLength,
  type ReceivedAnswer,
  readReceivedAnswer,
  type Sign1,
  sign1,
} from '../documents/index.ts'
import { AppError, codeFromNumber, describeCode, type ErrorCode } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'

/** The longest refusal packet. */
export const refusalBytesMax = 512
const codeNumberMax = 65_535

/** What a host says instead of an answer. */
export interface Refusal {
  readonly code: ErrorCode
  readonly hostTimeSeconds: number
  readonly nonce?: Uint8Array
}

/** A refusal as it arrived. */
export interface ReceivedRefusal {
  readonly kind: 'refusal'
  /** The code, or `unexpected` where a newer host uses a number that is unknown here. */
  readonly code: ErrorCode
  readonly codeNumber: number
  readonly hostTimeSeconds: number
  readonly nonce: Uint8Array | undefined
  /** Undefined where the host did not sign. */
  readonly message: Sign1 | undefined
}

/** What a packet from a host can be. */
export type ReceivedPacket = (ReceivedAnswer & { readonly kind: 'answer' }) | ReceivedRefusal

/** The packet of a refusal; signed where a signer is given. */
export async function encodeRefusal(
  refusal: Refusal,
  signing?: { readonly host: Signer; readonly verifier: Verifier },
): Promise<Uint8Array> {
  const payload = encodeCbor(
    claimMap([
      [claimKeys.issuedAt, refusal.hostTimeSeconds],
      [claimKeys.nonce, refusal.nonce],
      [claimKeys.refusal, claimMap([[1, describeCode(refusal.code).number]])],
    ]),
  )
  if (signing === undefined) return payload
  const { host, verifier } = signing
  return sign1({ name: 'muster/refusal/1', payload, signer: host, keyId: keyIdOf(host.publicKey, verifier) })
}

/**
 * Tells answer and refusal apart and takes the packet apart; no signature is checked.
 * Throws `document-too-long`, `document-malformed`, `document-not-canonical`.
 */
export function decodePacket(packet: Uint8Array): ReceivedPacket {
  const bareMapFirstByteMin = 0xa0
  const bareMapFirstByteMax = 0xb7
  const first = packet[0] ?? 0
  if (first >= bareMapFirstByteMin && first <= bareMapFirstByteMax) {
    return readRefusal(decodeClaims(packet, refusalBytesMax), undefined)
  }
  const message = decodeSign1(packet, answerBytesMax)
  const claims = decodeClaims(message.payload, answerBytesMax)
  if (claims.has(claimKeys.refusal)) {
    if (packet.length > refusalBytesMax) throw new AppError('document-too-long')
    return readRefusal(claims, message)
  }
  return { kind: 'answer', ...readReceivedAnswer(packet, message) }
}

/** Whether a refusal was signed by this host key. */
export function isRefusalSignedBy(
  refusal: ReceivedRefusal,
  hostPublicKey: Uint8Array,
  verifier: Verifier,
): boolean {
  return (
    refusal.message !== undefined && isSignedBy(refusal.message, 'muster/refusal/1', hostPublicKey, verifier)
  )
}

function readRefusal(claims: CborMap, message: Sign1 | undefined): ReceivedRefusal {
  if (message !== undefined && message.unprotectedHeader.size > 0)
    throw new AppError('document-malformed', 'Unsigned header.')
  const reader = new ClaimReader(claims)
  const privateClaims = reader.map(claimKeys.refusal)
  const codeNumber = privateClaims.uint(1, codeNumberMax)
  const refusal: ReceivedRefusal = {
    kind: 'refusal',
    code: codeFromNumber(codeNumber) ?? 'unexpected',
    codeNumber,
    hostTimeSeconds: reader.uint(claimKeys.issuedAt),
    nonce: reader.optional(claimKeys.nonce, (key) => reader.bytes(key, nonceLength)),
    message,
  }
  privateClaims.finish()
  reader.finish()
  return refusal
}
