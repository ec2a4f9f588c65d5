/**
 * Many machines at once (R6.5): a proxy hands in the installation IDs that it collected for one key and gets an
 * outcome for each. The whole key is what shows that it may; it travels here, over TLS.
 */
import { equalBytes } from '../bytes/index.ts'
import { installationIdLength } from '../confirming/index.ts'
import {
  type CborMap,
  type CborValue,
  ClaimReader,
  claimMap,
  confirmationBytes,
  decodeClaims,
  encodeCbor,
  issuerCertificateBytesMax,
  nonceLength,
} from '../documents/index.ts'
import { AppError, codeFromNumber, describeCode, type ErrorCode } from '../errors/index.ts'
import { openAnswerMap } from './answer-envelope.ts'

/** Installation IDs of one request; a proxy with more asks several times. */
export const machineBatchMax = 100
const itemBytesMax = 96
/** The longest request to `POST /v1/activations/batch`. */
export const machineBatchRequestBytesMax = machineBatchMax * (installationIdLength + 2) + 256
/** The longest answer. */
export const machineBatchAnswerBytesMax = machineBatchMax * itemBytesMax + issuerCertificateBytesMax + 256
const productKeyCharactersMax = 64
const codeNumberMax = 65_535
const version = 1

/** What a proxy asks. */
export interface MachineBatchRequest {
  readonly productKey: string
  readonly nonce: Uint8Array
  /** 22 bytes each, at most {@link machineBatchMax}. */
  readonly installationIds: readonly Uint8Array[]
}

/** What one installation ID got, in the order of the request. */
export type MachineBatchItem =
  | {
      readonly kind: 'confirmed'
      /** What is confirmed: for a machine that was activated before, the bytes of its first request. */
      readonly installationId: Uint8Array
      readonly confirmation: Uint8Array
    }
  | { readonly kind: 'refused'; readonly code: ErrorCode }

/** The answer to a batch. */
export interface MachineBatchAnswer {
  readonly nonce: Uint8Array
  readonly issuerCertificate: Uint8Array
  readonly items: readonly MachineBatchItem[]
}

/** The body of `POST /v1/activations/batch`. */
export function encodeMachineBatchRequest(request: MachineBatchRequest): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, version],
      [2, request.productKey],
      [3, request.nonce],
      [4, request.installationIds],
    ]),
  )
}

/** Takes a request apart. Throws `request-malformed`, `request-version`, `request-critical-claim`. */
export function readMachineBatchRequest(bytes: Uint8Array): MachineBatchRequest {
  const reader = new ClaimReader(requestClaims(bytes), 'request-malformed')
  if (reader.uint(1) !== version) throw new AppError('request-version')
  const request: MachineBatchRequest = {
    productKey: reader.text(2, productKeyCharactersMax),
    nonce: reader.bytes(3, nonceLength),
    installationIds: reader.array(4, machineBatchMax).map(readInstallationId),
  }
  reader.finish('request-critical-claim')
  return request
}

/** The bytes of an answer. */
export function encodeMachineBatchAnswer(answer: MachineBatchAnswer): Uint8Array {
  return encodeCbor(
    claimMap([
      [1, version],
      [2, answer.nonce],
      [3, answer.issuerCertificate],
      [4, answer.items.map(encodeItem)],
    ]),
  )
}

/** Takes the answer to a request apart. Throws `authority-answer`, `document-nonce`. */
export function readMachineBatchAnswer(bytes: Uint8Array, request: MachineBatchRequest): MachineBatchAnswer {
  const reader = openAnswerMap(bytes, machineBatchAnswerBytesMax, version)
  const answer: MachineBatchAnswer = {
    nonce: reader.bytes(2, nonceLength),
    issuerCertificate: reader.bytesUpTo(3, issuerCertificateBytesMax),
    items: reader.array(4, machineBatchMax).map(readItem),
  }
  reader.finish()
  if (!equalBytes(answer.nonce, request.nonce)) throw new AppError('document-nonce')
  if (answer.items.length !== request.installationIds.length)
    throw new AppError('authority-answer', 'It has another number of outcomes.')
  return answer
}

function encodeItem(item: MachineBatchItem): CborValue {
  return item.kind === 'confirmed'
    ? claimMap([
        [1, item.installationId],
        [2, item.confirmation],
      ])
    : claimMap([[3, describeCode(item.code).number]])
}

function readItem(value: CborValue): MachineBatchItem {
  const reader = new ClaimReader(value, 'authority-answer')
  const item: MachineBatchItem = reader.has(3)
    ? { kind: 'refused', code: codeFromNumber(reader.uint(3, codeNumberMax)) ?? 'unexpected' }
    : {
        kind: 'confirmed',
        installationId: reader.bytes(1, installationIdLength),
        confirmation: reader.bytes(2, confirmationBytes),
      }
  reader.finish()
  return item
}

function readInstallationId(value: CborValue): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length !== installationIdLength)
    throw new AppError('request-malformed', 'An installation ID.')
  return value.slice()
}

function requestClaims(bytes: Uint8Array): CborMap {
  try {
    return decodeClaims(bytes, machineBatchRequestBytesMax)
  } catch (cause) {
    throw new AppError('request-malformed', cause instanceof AppError ? cause.message : undefined, { cause })
  }
}
