/**
 * A block is a stretch of a source that one parser understands: an export, an answer, an output. Each kind of block
 * says where it begins, and takes lines until it ends; so one source may hold any mix of them.
 */
import type {
  ContentKind,
  EventFact,
  ExpiryOutput,
  NameFact,
  Place,
  ProductOutput,
  ServiceRecord,
} from '../facts.ts'
import type { Piece } from '../reading/piece-splitter.ts'

/** Where parsers put what they find. */
export interface Sink {
  /** The place of a line of the source that is being read. */
  place(line: number): Place
  /** Name of the machine whose output follows, where a line of its own says it. */
  machine: string | undefined
  event(kind: ContentKind, fact: EventFact): void
  otherEvent(kind: ContentKind): void
  product(output: ProductOutput): void
  expiry(output: ExpiryOutput): void
  serviceRecord(record: ServiceRecord): void
  name(fact: NameFact): void
  /** Something that was not understood. */
  gap(line: number, reason: string, text: string): void
}

/** One block that is being read. */
export interface Block {
  /** Whether the line belongs to the block; it has then been taken. */
  take(piece: Piece): boolean
  /** Whether it is in the middle of something that a blank line does not end: a quoted cell, an element. */
  readonly isInside: boolean
  /** The block is over. */
  end(): void
}

/** A kind of block. */
export interface BlockKind {
  /** Whether a line begins such a block. */
  starts(text: string): boolean
  open(sink: Sink): Block
}
