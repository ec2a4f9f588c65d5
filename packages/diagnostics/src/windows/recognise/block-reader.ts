/**
 * Reads the pieces of one source, whatever mix they are: a line goes to the block that is open, or opens a new one, or
 * is a companion, or was not understood.
 */
import { delimitedExport } from '../parsers/delimited-export.ts'
import { expiryOutput } from '../parsers/expiry-output.ts'
import { infoLines } from '../parsers/info-lines.ts'
import { labelledEvents } from '../parsers/labelled-events.ts'
import { serviceRecords } from '../parsers/service-records.ts'
import { slmgrOutput } from '../parsers/slmgr-output.ts'
import { xmlExport } from '../parsers/xml-export.ts'
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from './block.ts'
import { isCompanion, machineMarker } from './companions.ts'

/** All kinds, the most particular first: an output of slmgr is any line with a label. */
const kinds: readonly BlockKind[] = [
  xmlExport,
  labelledEvents,
  infoLines,
  delimitedExport,
  serviceRecords,
  expiryOutput,
  slmgrOutput,
]
/** Kinds that end another block when they begin after a blank line. */
const interrupting: readonly BlockKind[] = [
  xmlExport,
  labelledEvents,
  delimitedExport,
  serviceRecords,
  expiryOutput,
]

/** Reads one source. */
export class BlockReader {
  readonly #sink: Sink
  #block: Block | undefined
  #kind: BlockKind | undefined
  #afterBlank = false

  constructor(sink: Sink) {
    this.#sink = sink
  }

  /** Takes the next piece. */
  take(piece: Piece): void {
    const inside = this.#block?.isInside === true
    const blank = piece.text.trim() === ''
    if (!inside && !blank && this.#isInterrupted(piece.text)) this.end()
    this.#afterBlank = blank
    if (!inside && !blank && isCompanion(piece.text)) return
    if (this.#block?.take(piece)) return
    this.end()
    if (!blank) this.#open(piece)
  }

  /** Ends the block that is open. */
  end(): void {
    const block = this.#block
    this.#block = undefined
    this.#kind = undefined
    block?.end()
  }

  #isInterrupted(text: string): boolean {
    if (this.#kind === undefined) return false
    // Any line with a label may be slmgr's: what is more particular comes first, after a blank line or not.
    if (this.#kind === slmgrOutput) return kinds.some((kind) => kind !== slmgrOutput && kind.starts(text))
    if (!this.#afterBlank || (interrupting.includes(this.#kind) && this.#kind.starts(text))) return false
    return interrupting.some((kind) => kind !== this.#kind && kind.starts(text))
  }

  #open(piece: Piece): void {
    const machine = machineMarker(piece.text)
    if (machine !== undefined) {
      this.#sink.machine = machine
      return
    }
    const kind = kinds.find((candidate) => candidate.starts(piece.text))
    const block = kind?.open(this.#sink)
    if (block?.take(piece) === true) {
      this.#block = block
      this.#kind = kind
    } else this.#sink.gap(piece.line, reasonFor(piece), piece.text)
  }
}

function reasonFor({ text, cut }: Piece): string {
  if (cut) return 'The line is too long.'
  if (text.includes('\0')) return 'The line is in another encoding than the beginning of the file.'
  return 'The line is in no form that is known here.'
}
