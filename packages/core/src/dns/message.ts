/**
 * DNS messages (RFC 1035 §4): encode without compression, decode anything a server may send, within bounds.
 * Resource data stays bytes here; names inside the data of the types that are used are expanded.
 */
import { concatBytes } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import { messageBytesMax, recordsPerMessageMax, recordTypes } from './constants.ts'
import { decodeDomainName, encodeDomainName } from './domain-name.ts'

const headerBytes = 12

/** An entry of the question section (in an update: the zone). */
export interface Question {
  readonly name: string
  readonly type: number
  readonly class: number
}

/** A resource record. */
export interface ResourceRecord extends Question {
  readonly ttlSeconds: number
  /** Names inside are uncompressed. */
  readonly data: Uint8Array
}

/** A whole message. The sections carry RFC 1035's names; in an update they are zone, prerequisite, update, additional. */
export interface Message {
  readonly id: number
  readonly isResponse: boolean
  readonly opcode: number
  readonly isTruncated: boolean
  readonly recursionDesired: boolean
  readonly rcode: number
  readonly questions: readonly Question[]
  readonly answers: readonly ResourceRecord[]
  readonly authorities: readonly ResourceRecord[]
  readonly additionals: readonly ResourceRecord[]
}

/** The bytes of a message. */
export function encodeMessage(message: Message): Uint8Array {
  const records = [...message.answers, ...message.authorities, ...message.additionals]
  return concatBytes(
    encodeHeader(message),
    ...message.questions.map(encodeQuestion),
    ...records.map(encodeRecord),
  )
}

/** The bytes of a record with an uncompressed owner name. */
export function encodeRecord(record: ResourceRecord): Uint8Array {
  const fixed = new Uint8Array(10)
  const view = new DataView(fixed.buffer)
  view.setUint16(0, record.type)
  view.setUint16(2, record.class)
  view.setUint32(4, record.ttlSeconds)
  view.setUint16(8, record.data.length)
  return concatBytes(encodeDomainName(record.name), fixed, record.data)
}

/** Reads a message. Throws `dns-message-malformed` for anything that is not exactly one message within bounds. */
export function decodeMessage(bytes: Uint8Array): Message {
  return locateLastRecord(bytes).message
}

/** Reads a message and tells where its last record starts: what a signature leaves out. */
export function locateLastRecord(bytes: Uint8Array): { message: Message; lastRecordStart: number } {
  if (bytes.length < headerBytes || bytes.length > messageBytesMax)
    throw new AppError('dns-message-malformed', 'Length.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const counts = [view.getUint16(4), view.getUint16(6), view.getUint16(8), view.getUint16(10)] as const
  if (counts.some((count) => count > recordsPerMessageMax))
    throw new AppError('dns-message-malformed', 'Too many records.')
  const flags = view.getUint16(2)
  const cursor: Cursor = { position: headerBytes, lastRecordStart: headerBytes }
  const message: Message = {
    id: view.getUint16(0),
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 0x0f,
    isTruncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    rcode: flags & 0x0f,
    questions: readMany(counts[0], () => readQuestion(bytes, view, cursor)),
    answers: readMany(counts[1], () => readRecord(bytes, view, cursor)),
    authorities: readMany(counts[2], () => readRecord(bytes, view, cursor)),
    additionals: readMany(counts[3], () => readRecord(bytes, view, cursor)),
  }
  if (cursor.position !== bytes.length)
    throw new AppError('dns-message-malformed', 'Bytes follow the message.')
  return { message, lastRecordStart: cursor.lastRecordStart }
}

interface Cursor {
  position: number
  lastRecordStart: number
}

function encodeHeader(message: Message): Uint8Array {
  const bytes = new Uint8Array(headerBytes)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, message.id)
  view.setUint16(
    2,
    (message.isResponse ? 0x8000 : 0) |
      (message.opcode << 11) |
      (message.isTruncated ? 0x0200 : 0) |
      (message.recursionDesired ? 0x0100 : 0) |
      message.rcode,
  )
  view.setUint16(4, message.questions.length)
  view.setUint16(6, message.answers.length)
  view.setUint16(8, message.authorities.length)
  view.setUint16(10, message.additionals.length)
  return bytes
}

function encodeQuestion(question: Question): Uint8Array {
  const fixed = new Uint8Array(4)
  const view = new DataView(fixed.buffer)
  view.setUint16(0, question.type)
  view.setUint16(2, question.class)
  return concatBytes(encodeDomainName(question.name), fixed)
}

function readMany<Item>(count: number, read: () => Item): readonly Item[] {
  const items: Item[] = []
  for (let index = 0; index < count; index++) items.push(read())
  return items
}

function readQuestion(bytes: Uint8Array, view: DataView, cursor: Cursor): Question {
  const { name, end } = decodeDomainName(bytes, cursor.position)
  requireBytes(bytes, end, 4)
  cursor.position = end + 4
  return { name, type: view.getUint16(end), class: view.getUint16(end + 2) }
}

function readRecord(bytes: Uint8Array, view: DataView, cursor: Cursor): ResourceRecord {
  cursor.lastRecordStart = cursor.position
  const question = readQuestion(bytes, view, cursor)
  requireBytes(bytes, cursor.position, 6)
  const ttlSeconds = view.getUint32(cursor.position)
  const dataLength = view.getUint16(cursor.position + 4)
  const start = cursor.position + 6
  requireBytes(bytes, start, dataLength)
  cursor.position = start + dataLength
  return { ...question, ttlSeconds, data: expandData(bytes, question.type, start, dataLength) }
}

/** Data without compression: SRV must not be compressed but is seen so, SOA usually is. */
function expandData(bytes: Uint8Array, type: number, start: number, length: number): Uint8Array {
  const end = start + length
  if (length === 0) return new Uint8Array(0)
  if (type === recordTypes.SRV)
    return expandNames(bytes, { start, end, fixedBefore: 6, names: 1, fixedAfter: 0 })
  if (type === recordTypes.SOA)
    return expandNames(bytes, { start, end, fixedBefore: 0, names: 2, fixedAfter: 20 })
  return bytes.slice(start, end)
}

function expandNames(
  bytes: Uint8Array,
  layout: { start: number; end: number; fixedBefore: number; names: number; fixedAfter: number },
): Uint8Array {
  const parts: Uint8Array[] = [bytes.slice(layout.start, layout.start + layout.fixedBefore)]
  let position = layout.start + layout.fixedBefore
  for (let index = 0; index < layout.names; index++) {
    const { name, end } = decodeDomainName(bytes, position)
    parts.push(encodeDomainName(name))
    position = end
  }
  if (position + layout.fixedAfter !== layout.end) throw new AppError('dns-message-malformed', 'Record data.')
  parts.push(bytes.slice(position, layout.end))
  return concatBytes(...parts)
}

function requireBytes(bytes: Uint8Array, position: number, count: number): void {
  if (position + count > bytes.length) throw new AppError('dns-message-malformed', 'It ends in the middle.')
}
