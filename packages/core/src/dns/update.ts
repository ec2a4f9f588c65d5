/**
 * Dynamic updates (RFC 2136): adding and deleting single records, and prerequisites. Only whole records are
 * deleted, by their data, so that the records of other hosts in the same set stay.
 */
import { opcodes, recordClasses, recordTypes } from './constants.ts'
import type { Message, ResourceRecord } from './message.ts'

/** A record to add or to delete. */
export interface RecordContent {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/** What an update does to one zone. */
export interface ZoneUpdate {
  readonly zone: string
  readonly additions: readonly (RecordContent & { readonly ttlSeconds: number })[]
  readonly deletions: readonly RecordContent[]
  /** Records that must stand there exactly so for the update to happen (RFC 2136 §2.4.2 asks for the whole set). */
  readonly requiredRecords?: readonly RecordContent[]
}

/** The message of an update. */
export function updateMessage(id: number, update: ZoneUpdate): Message {
  const deletions = update.deletions.map((record) => asRecord(record, recordClasses.NONE, 0))
  const additions = update.additions.map((record) => asRecord(record, recordClasses.IN, record.ttlSeconds))
  return {
    id,
    isResponse: false,
    opcode: opcodes.update,
    isTruncated: false,
    recursionDesired: false,
    rcode: 0,
    questions: [{ name: update.zone, type: recordTypes.SOA, class: recordClasses.IN }],
    answers: (update.requiredRecords ?? []).map((record) => asRecord(record, recordClasses.IN, 0)),
    authorities: [...deletions, ...additions],
    additionals: [],
  }
}

/** The message of a question. */
export function queryMessage(id: number, name: string, type: number): Message {
  return {
    id,
    isResponse: false,
    opcode: opcodes.query,
    isTruncated: false,
    recursionDesired: true,
    rcode: 0,
    questions: [{ name, type, class: recordClasses.IN }],
    answers: [],
    authorities: [],
    additionals: [],
  }
}

function asRecord(content: RecordContent, recordClass: number, ttlSeconds: number): ResourceRecord {
  return { name: content.name, type: content.type, class: recordClass, ttlSeconds, data: content.data }
}
