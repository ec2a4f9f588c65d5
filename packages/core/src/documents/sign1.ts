/**
 * COSE_Sign1 (RFC 9052 §4.2) with Ed25519 (alg -8, RFC 9053 §2.2). The name of the document is the external_aad,
 * so no document passes as another. What this file makes is tagged 18; the protected header holds the algorithm
 * and, where the reader cannot know the signer otherwise, the key id.
 */
import { asciiBytes, concatBytes, equalBytes, shortArray } from '../bytes/index.ts'
import { AppError, assert } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from './cbor.ts'
import { majorTypes } from './cbor-value.ts'
import { cborLength, headLength, writeCbor, writeHead } from './cbor-writer.ts'

/** The documents of the protocol; the number is the version of the document. */
export const documentNames = [
  'muster/issuer-certificate/1',
  'muster/product-licence/1',
  'muster/catalogue/1',
  'muster/host-certificate/1',
  'muster/request/1',
  'muster/answer/1',
  'muster/refusal/1',
  'muster/host-activation/1',
  'muster/machine-activation/1',
  'muster/client-state/1',
  'muster/activation-object/1',
] as const

/** One of {@link documentNames}. */
export type DocumentName = (typeof documentNames)[number]

export const keyIdLength = 8
export const publicKeyLength = 32
export const signatureLength = 64

const sign1Tag = 0xd2
const tagLength = 1
/** The head of an array of four values, which a document and what is signed of it both are. */
const arrayOfFour = 0x84
const arrayHeadLength = 1
const signatureContext = 'Signature1'
const algorithmLabel = 1
const keyIdLabel = 4
const ed25519Algorithm = -8

/** A COSE_Sign1 taken apart, its signature not yet looked at. */
export interface Sign1 {
  readonly protectedHeader: Uint8Array
  /** First 8 bytes of SHA-256 of the signer's public key, where the message names it. */
  readonly keyId: Uint8Array | undefined
  /** Not covered by the signature. */
  readonly unprotectedHeader: CborMap
  readonly payload: Uint8Array
  readonly signature: Uint8Array
}

/** First 8 bytes of SHA-256 of a public key. */
export function keyIdOf(publicKey: Uint8Array, verifier: Verifier): Uint8Array {
  return verifier.sha256(publicKey).slice(0, keyIdLength)
}

/**
 * Signs a payload, or the claims that are to be one, as one document. `keyId` is left out where the payload itself
 * carries the public key.
 */
export async function sign1(options: {
  readonly name: DocumentName
  readonly payload: Uint8Array | CborMap
  readonly signer: Signer
  readonly keyId?: Uint8Array
  readonly unprotectedHeader?: CborMap
}): Promise<Uint8Array> {
  const draft = new Sign1Draft(options)
  return draft.finish(await options.signer.sign(draft.input))
}

/**
 * A document that is being signed. What is signed and what is sent both hold the payload behind a few other bytes, so
 * both are written around one and the same payload: first the one, then, over its beginning, the other.
 */
class Sign1Draft {
  readonly #protectedHeader: Uint8Array
  readonly #unprotectedHeader: CborMap
  readonly #bytes: Uint8Array
  /** Where the document begins. */
  readonly #start: number
  readonly #payloadEnd: number
  /** What the signature is made over (RFC 9052 §4.4). */
  readonly input: Uint8Array

  constructor(options: {
    readonly name: DocumentName
    readonly payload: Uint8Array | CborMap
    readonly keyId?: Uint8Array
    readonly unprotectedHeader?: CborMap
  }) {
    const { name, payload } = options
    this.#protectedHeader = encodeProtectedHeader(options.keyId)
    this.#unprotectedHeader = options.unprotectedHeader ?? new Map()
    const before = [signatureContext, this.#protectedHeader, externalAadOf(name)]
    const inputLength = arrayHeadLength + lengthOf(before)
    const length = payload instanceof Uint8Array ? payload.length : cborLength(payload)
    const headersLength =
      tagLength + arrayHeadLength + lengthOf([this.#protectedHeader, this.#unprotectedHeader])
    // Where the payload's own head begins.
    const payloadAt = Math.max(inputLength, headersLength)
    this.#start = payloadAt - headersLength
    this.#payloadEnd = payloadAt + headLength(length) + length
    this.#bytes = shortArray(this.#payloadEnd + headLength(signatureLength) + signatureLength)
    const contentAt = writeHead(majorTypes.bytes, length, this.#bytes, payloadAt)
    if (payload instanceof Uint8Array) this.#bytes.set(payload, contentAt)
    else writeCbor(payload, this.#bytes, contentAt)
    const inputAt = payloadAt - inputLength
    this.#bytes[inputAt] = arrayOfFour
    writeAll(before, this.#bytes, inputAt + arrayHeadLength)
    this.input = this.#bytes.subarray(inputAt, this.#payloadEnd)
  }

  /** The document with its signature, tagged. What was signed is written over. */
  finish(signature: Uint8Array): Uint8Array {
    assert(signature.length === signatureLength, 'an Ed25519 signature has 64 bytes')
    const bytes = this.#bytes
    const start = this.#start
    bytes[start] = sign1Tag
    bytes[start + tagLength] = arrayOfFour
    writeAll([this.#protectedHeader, this.#unprotectedHeader], bytes, start + tagLength + arrayHeadLength)
    writeCbor(signature, bytes, this.#payloadEnd)
    return bytes.subarray(start)
  }
}

function lengthOf(values: readonly CborValue[]): number {
  return values.reduce<number>((length, value) => length + cborLength(value), 0)
}

function writeAll(values: readonly CborValue[], bytes: Uint8Array, offset: number): void {
  let at = offset
  for (const value of values) at = writeCbor(value, bytes, at)
}

/** The bytes of a COSE_Sign1, tagged. */
export function encodeSign1(message: Omit<Sign1, 'keyId'>): Uint8Array {
  const { protectedHeader, unprotectedHeader, payload, signature } = message
  const parts = [protectedHeader, unprotectedHeader, payload, signature]
  const bytes = shortArray(tagLength + cborLength(parts))
  bytes[0] = sign1Tag
  writeCbor(parts, bytes, tagLength)
  return bytes
}

/** Takes a tagged COSE_Sign1 apart. Throws `document-too-long`, `document-malformed`, `document-not-canonical`. */
export function decodeSign1(bytes: Uint8Array, bytesMax: number): Sign1 {
  if (bytes.length > bytesMax)
    throw new AppError('document-too-long', `${bytes.length} of at most ${bytesMax} bytes.`)
  if (bytes[0] !== sign1Tag) throw new AppError('document-malformed', 'Not a signed document.')
  const parts = decodeCbor(bytes.subarray(1), bytesMax)
  if (!Array.isArray(parts) || parts.length !== 4) throw new AppError('document-malformed')
  const [protectedHeader, unprotectedHeader, payload, signature] = parts as readonly CborValue[]
  if (!(protectedHeader instanceof Uint8Array) || !(unprotectedHeader instanceof Map))
    throw new AppError('document-malformed')
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array))
    throw new AppError('document-malformed')
  if (signature.length !== signatureLength)
    throw new AppError('document-malformed', 'The signature has another length.')
  const keyId = decodeProtectedHeader(protectedHeader)
  return { protectedHeader, keyId, unprotectedHeader, payload, signature }
}

/** Whether a message's signature is by this key, as the document of this name. */
export function isSignedBy(
  message: Sign1,
  name: DocumentName,
  publicKey: Uint8Array,
  verifier: Verifier,
): boolean {
  return verifier.verify(publicKey, signedBytesOf(message, name), message.signature)
}

/** The bytes that a message's signature is made over, as the document of this name (RFC 9052 §4.4). */
export function signedBytesOf(message: Sign1, name: DocumentName): Uint8Array {
  return encodeCbor([signatureContext, message.protectedHeader, externalAadOf(name), message.payload])
}

const externalAads: ReadonlyMap<DocumentName, Uint8Array> = new Map(
  documentNames.map((name) => [name, asciiBytes(name)]),
)

function externalAadOf(name: DocumentName): Uint8Array {
  return externalAads.get(name) ?? asciiBytes(name)
}

const headerWithoutKeyId = encodeCbor(new Map([[algorithmLabel, ed25519Algorithm]]))
const headerBeforeKeyId = encodeCbor(
  new Map<number, CborValue>([
    [algorithmLabel, ed25519Algorithm],
    [keyIdLabel, new Uint8Array(keyIdLength)],
  ]),
).subarray(0, -keyIdLength)

function encodeProtectedHeader(keyId: Uint8Array | undefined): Uint8Array {
  return keyId === undefined ? headerWithoutKeyId : concatBytes(headerBeforeKeyId, keyId)
}

/** The header holds the algorithm and at most a key id; anything else is refused, so that it has one meaning. */
function decodeProtectedHeader(bytes: Uint8Array): Uint8Array | undefined {
  if (equalBytes(bytes, headerWithoutKeyId)) return undefined
  const keyIdStart = headerBeforeKeyId.length
  if (
    bytes.length === keyIdStart + keyIdLength &&
    equalBytes(bytes.subarray(0, keyIdStart), headerBeforeKeyId)
  )
    return bytes.subarray(keyIdStart)
  return decodeOtherHeader(bytes)
}

/** Says what is wrong with a header that is neither of the two. */
function decodeOtherHeader(bytes: Uint8Array): never {
  const header = decodeCbor(bytes, 64)
  if (!(header instanceof Map) || header.get(algorithmLabel) !== ed25519Algorithm) {
    throw new AppError('document-malformed', 'The algorithm is not Ed25519.')
  }
  throw new AppError('document-malformed', header.has(keyIdLabel) ? 'Key id.' : 'Unknown header.')
}
