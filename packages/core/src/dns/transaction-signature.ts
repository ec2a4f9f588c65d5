/**
 * TSIG (RFC 8945): signing a request with a shared secret, and checking the reply with it. The keyed hash is
 * handed in.
 */
import { concatBytes, equalBytes } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import { recordClasses, recordTypes } from './constants.ts'
import { decodeDomainName, encodeDomainName } from './domain-name.ts'
import { encodeMessage, locateLastRecord, type Message, type ResourceRecord } from './message.ts'

export const tsigAlgorithms = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const
/** One of {@link tsigAlgorithms}. */
export type TsigAlgorithm = (typeof tsigAlgorithms)[number]

/** How far the clocks of both sides may differ (RFC 8945 §10 recommends 300 s). */
export const tsigFudgeSeconds = 300
const badTimeCode = 18

/** A secret that host and DNS server share. */
export interface TsigKey {
  readonly name: string
  readonly algorithm: TsigAlgorithm
  readonly secret: Uint8Array
}

/** A keyed hash (RFC 2104). */
export type KeyedHash = (algorithm: TsigAlgorithm, secret: Uint8Array, data: Uint8Array) => Uint8Array

/** A signed request: its bytes, and the MAC that the reply's signature builds on. */
export interface SignedRequest {
  readonly bytes: Uint8Array
  readonly mac: Uint8Array
}

/** Signs a request. */
export function signMessage(
  message: Message,
  key: TsigKey,
  nowSeconds: number,
  hash: KeyedHash,
): SignedRequest {
  const fields: TsigFields = {
    algorithmName: key.algorithm,
    timeSeconds: nowSeconds,
    fudgeSeconds: tsigFudgeSeconds,
    mac: new Uint8Array(0),
    originalId: message.id,
    error: 0,
    otherData: new Uint8Array(0),
  }
  const mac = hash(
    key.algorithm,
    key.secret,
    concatBytes(encodeMessage(message), tsigVariables(key.name, fields)),
  )
  const record = tsigRecord(key.name, { ...fields, mac })
  return { bytes: encodeMessage({ ...message, additionals: [...message.additionals, record] }), mac }
}

/** What the signature of a reply says. */
export interface VerifiedReply {
  readonly message: Message
  /** The TSIG error (RFC 8945 §3): 0, 16 BADSIG, 17 BADKEY, 18 BADTIME. */
  readonly error: number
}

/**
 * Reads a reply to a signed request and checks its MAC and time. A server that does not know the key or rejects
 * the signature cannot sign: its TSIG error is handed back unsigned, and is no more than a hint.
 * Throws `dns-message-malformed`, `dns-reply-unverified`, `dns-bad-time`.
 */
export function verifyReply(
  bytes: Uint8Array,
  options: {
    readonly key: TsigKey
    readonly requestMac: Uint8Array
    readonly nowSeconds: number
    readonly hash: KeyedHash
  },
): VerifiedReply {
  const { key, requestMac, nowSeconds, hash } = options
  const { message: signed, lastRecordStart } = locateLastRecord(bytes)
  const record = signed.additionals.at(-1)
  if (record === undefined || record.type !== recordTypes.TSIG)
    throw new AppError('dns-reply-unverified', 'No signature.')
  const fields = readTsig(record)
  const message: Message = { ...signed, additionals: signed.additionals.slice(0, -1) }
  if (fields.error !== 0 && fields.mac.length === 0) return { message, error: fields.error }
  if (record.name !== key.name || fields.algorithmName !== key.algorithm)
    throw new AppError('dns-reply-unverified', 'Key.')
  const unsigned = withoutLastRecord(bytes, lastRecordStart, fields.originalId)
  const data = concatBytes(uint16(requestMac.length), requestMac, unsigned, tsigVariables(key.name, fields))
  if (!equalBytes(hash(key.algorithm, key.secret, data), fields.mac))
    throw new AppError('dns-reply-unverified', 'MAC.')
  if (fields.error === badTimeCode) return { message, error: fields.error }
  if (Math.abs(fields.timeSeconds - nowSeconds) > fields.fudgeSeconds) throw new AppError('dns-bad-time')
  return { message, error: fields.error }
}

interface TsigFields {
  readonly algorithmName: string
  readonly timeSeconds: number
  readonly fudgeSeconds: number
  readonly mac: Uint8Array
  readonly originalId: number
  readonly error: number
  readonly otherData: Uint8Array
}

/** RFC 8945 §4.3.3. */
function tsigVariables(keyName: string, fields: TsigFields): Uint8Array {
  return concatBytes(
    encodeDomainName(keyName),
    uint16(recordClasses.ANY),
    new Uint8Array(4),
    encodeDomainName(fields.algorithmName),
    uint48(fields.timeSeconds),
    uint16(fields.fudgeSeconds),
    uint16(fields.error),
    uint16(fields.otherData.length),
    fields.otherData,
  )
}

function tsigRecord(keyName: string, fields: TsigFields): ResourceRecord {
  const data = concatBytes(
    encodeDomainName(fields.algorithmName),
    uint48(fields.timeSeconds),
    uint16(fields.fudgeSeconds),
    uint16(fields.mac.length),
    fields.mac,
    uint16(fields.originalId),
    uint16(fields.error),
    uint16(fields.otherData.length),
    fields.otherData,
  )
  return { name: keyName, type: recordTypes.TSIG, class: recordClasses.ANY, ttlSeconds: 0, data }
}

function readTsig(record: ResourceRecord): TsigFields {
  const { data } = record
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  try {
    const { name: algorithmName, end } = decodeDomainName(data, 0)
    const macLength = view.getUint16(end + 8)
    const afterMac = end + 10 + macLength
    const otherLength = view.getUint16(afterMac + 4)
    if (afterMac + 6 + otherLength !== data.length) throw new AppError('dns-message-malformed', 'TSIG data.')
    return {
      algorithmName: algorithmName.replace(/\.$/, ''),
      timeSeconds: view.getUint16(end) * 2 ** 32 + view.getUint32(end + 2),
      fudgeSeconds: view.getUint16(end + 6),
      mac: data.slice(end + 10, afterMac),
      originalId: view.getUint16(afterMac),
      error: view.getUint16(afterMac + 2),
      otherData: data.slice(afterMac + 6),
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('dns-message-malformed', 'TSIG data.', { cause })
  }
}

/** The message as it was before its TSIG record was appended (RFC 8945 §5.3): cut off, counted down, original id. */
function withoutLastRecord(bytes: Uint8Array, lastRecordStart: number, originalId: number): Uint8Array {
  const result = bytes.slice(0, lastRecordStart)
  const view = new DataView(result.buffer)
  view.setUint16(0, originalId)
  view.setUint16(10, view.getUint16(10) - 1)
  return result
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff)
}

function uint48(value: number): Uint8Array {
  const bytes = new Uint8Array(6)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(value / 2 ** 32))
  view.setUint32(2, value % 2 ** 32)
  return bytes
}
