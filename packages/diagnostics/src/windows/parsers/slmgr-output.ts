/**
 * Outputs of `slmgr /dlv` and `/dli`, whole or pasted in pieces, one or many in a source. A product begins with the
 * line before its description; lines that belong to no product are not understood.
 */
import { labelsMax } from '../limits.ts'
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from '../recognise/block.ts'
import { machineMarker } from '../recognise/companions.ts'
import { isDescription, isMark, readSlmgrLine, type SlmgrLine } from './slmgr-line.ts'
import { readProduct } from './slmgr-product.ts'

/** A sentence without marks of a table or an element. */
const phrasePattern = /^\s*\p{L}[^<=,;:\t]{3,120}$/u

/** Outputs of slmgr. */
export const slmgrOutput: BlockKind = {
  starts: (text) => readSlmgrLine(text, 0) !== undefined,
  open: (sink) => new SlmgrOutput(sink),
}

class SlmgrOutput implements Block {
  readonly isInside = false
  readonly #sink: Sink
  #lines: SlmgrLine[] = []

  constructor(sink: Sink) {
    this.#sink = sink
  }

  take({ text, line, cut }: Piece): boolean {
    if (text.trim() === '') return true
    const read = cut || machineMarker(text) !== undefined ? undefined : readSlmgrLine(text, line)
    if (read === undefined) return this.#takePhrase(text, line)
    if (isDescription(read)) this.#startProduct()
    if (read.field === 'version') this.end()
    this.#add(read)
    return true
  }

  /** A phrase of another language inside a product is not understood, but ends nothing. */
  #takePhrase(text: string, line: number): boolean {
    const isPhrase = this.#lines.some(isDescription) && phrasePattern.test(text)
    if (isPhrase) this.#sink.gap(line, 'The phrase is in a language that is not known here.', text)
    return isPhrase
  }

  end(): void {
    this.#flush(this.#lines)
    this.#lines = []
  }

  /** What came before the name belongs to the product before. */
  #startProduct(): void {
    const name = this.#lines.at(-1)
    this.#flush(this.#lines.slice(0, -1))
    this.#lines = name === undefined ? [] : [name]
  }

  #add(line: SlmgrLine): void {
    if (this.#lines.length >= labelsMax) this.end()
    this.#lines.push(line)
  }

  #flush(lines: readonly SlmgrLine[]): void {
    const rest = lines.filter(({ field }) => field !== 'version')
    const first = rest[0]
    if (first === undefined) return
    if (!rest.some(isMark)) this.#refuse(rest)
    else this.#sink.product(readProduct(rest, this.#sink.place(first.line), this.#sink.machine))
  }

  #refuse(lines: readonly SlmgrLine[]): void {
    for (const { line, text, field } of lines)
      if (field === undefined) this.#sink.gap(line, 'The line belongs to no output that is known here.', text)
      else this.#sink.gap(line, 'The line belongs to an output of slmgr whose other lines are missing.', text)
  }
}
