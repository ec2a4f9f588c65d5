/**
 * Asking an authority for an activation object (R8.1): the request that whoever publishes sends, and the answer that
 * carries the object. The whole host key is what shows that it may; it travels here, over TLS. A forest has no key of its
 * own, so nothing signs the request.
 */
import { equalBytes, isUuid } from '../bytes/index.ts'
import {
  type ActivationObject,
  acceptActivationObject,
  activationObjectBytesMax,
  type CborMap,
  ClaimReader,
  checkActivationObject,
  claimMap,
  decodeClaims,
  encodeCbor,
  forestNameCharactersMax,
  nonceLength,
  uuidClaim,
  type Verified,
  verifyActivationObject,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import { openAnswerMap } from './answer-envelope.ts'

/** The longest request to `POST /v1/objects`. */
export const objectRequestBytesMax = 1_024
/** The longest answer. */
export const objectAnswerBytesMax = activationObjectBytesMax + 256
const productKeyCharactersMax = 64
const version = 1

/** What is asked of the authority. */
export interface ObjectRequest {
  /** The whole host key. */
  readonly productKey: string
  /** UUID of the directory. */
  readonly forestId: string
  /** 1 to 253 bytes of UTF-8, for people. */
  readonly forestName: string
  readonly timeSeconds: number
  /** 8 random bytes; the same request sent again is answered again and counts once. */
  readonly nonce: Uint8Array
}

/** What the authority answers. */
export interface ObjectAnswer {
  /** That of the request. */
  readonly nonce: Uint8Array
  readonly object: Uint8Array
}

/** What the object in an answer must be about. */
export interface ObjectExpectation {
  readonly forestId: string
  /** The group of the host key. */
  readonly productGroup: number
  readonly nowSeconds: number
  /** Vendor roots where they are known; absent: the authority, reached over TLS, is believed for its issuer. */
  readonly roots?: readonly Uint8Array[]
}

/** The body of `POST /v1/objects`. */
export function encodeObjectRequest(request: ObjectRequest): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, version],
      [2, request.productKey],
      [3, uuidClaim(request.forestId)],
      [4, request.forestName],
      [5, request.timeSeconds],
      [6, request.nonce],
    ]),
  )
}

/** Takes a request apart. Throws `request-malformed`, `request-version`, `request-critical-claim`. */
export function readObjectRequest(bytes: Uint8Array): ObjectRequest {
  const reader = new ClaimReader(requestClaims(bytes), 'request-malformed')
  if (reader.uint(1) !== version) throw new AppError('request-version')
  const request: ObjectRequest = {
    productKey: reader.text(2, productKeyCharactersMax),
    forestId: reader.uuid(3),
    forestName: reader.text(4, forestNameCharactersMax),
    timeSeconds: reader.uint(5),
    nonce: reader.bytes(6, nonceLength),
  }
  reader.finish('request-critical-claim')
  checkForest(request)
  return request
}

/** Whether an object can be made for this forest. Throws `request-malformed`. */
export function checkForest({ forestId, forestName }: Pick<ObjectRequest, 'forestId' | 'forestName'>): void {
  if (!isUuid(forestId)) throw new AppError('request-malformed', 'The forest id is no UUID.')
  if (forestName === '' || encodeCbor(forestName).length > forestNameCharactersMax + 2)
    throw new AppError('request-malformed', 'The name of the forest is empty or too long.')
}

/** The bytes of an answer. */
export function encodeObjectAnswer({ nonce, object }: ObjectAnswer): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, version],
      [2, nonce],
      [3, object],
    ]),
  )
}

/**
 * Takes the answer to a request apart and verifies its object. Throws `authority-answer`, `document-nonce`, and the
 * codes of {@link checkNewObject}.
 */
export function readObjectAnswer(
  bytes: Uint8Array,
  request: Pick<ObjectRequest, 'nonce'>,
  expected: ObjectExpectation,
  verifier: Verifier,
): { readonly document: Uint8Array; readonly object: Verified<ActivationObject> } {
  const reader = openAnswerMap(bytes, objectAnswerBytesMax, version)
  const answer: ObjectAnswer = {
    nonce: reader.bytes(2, nonceLength),
    object: reader.bytesUpTo(3, activationObjectBytesMax),
  }
  reader.finish()
  if (!equalBytes(answer.nonce, request.nonce)) throw new AppError('document-nonce')
  return { document: answer.object, object: checkNewObject(answer.object, expected, verifier) }
}

/**
 * Verifies an object before it is published: whatever a member would refuse, the publisher refuses. Throws the codes of
 * a document, `document-other-directory`, `document-product-not-covered`, `document-expired`, `document-not-yet-valid`.
 */
export function checkNewObject(
  document: Uint8Array,
  { roots, ...expected }: ObjectExpectation,
  verifier: Verifier,
): Verified<ActivationObject> {
  const object =
    roots === undefined
      ? acceptActivationObject(document, verifier)
      : verifyActivationObject(document, roots, verifier)
  checkActivationObject(object, expected)
  return object
}

function requestClaims(bytes: Uint8Array): CborMap {
  try {
    return decodeClaims(bytes, objectRequestBytesMax)
  } catch (cause) {
    throw new AppError('request-malformed', cause instanceof AppError ? cause.message : undefined, { cause })
  }
}
