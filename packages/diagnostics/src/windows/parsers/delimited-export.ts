/**
 * A table of events: CSV with commas or semicolons, or Event Viewer's tab text. With known headings, or in another
 * language by its cells. A row that goes on over several lines is put together first.
 */
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from '../recognise/block.ts'
import { RowAssembler, type Separator, separators, splitRow } from './delimited-row.ts'
import { deliverEvent } from './deliver-event.ts'
import { columnsOf, type EventColumns, eventOfRow, looksLikeEvent } from './event-columns.ts'
import { parseInfo } from './info-text.ts'
import { interpretEvent, type RawEvent } from './raw-event.ts'

/** A table has at least so many cells in a row. */
const cellsMin = 2
/** Characters of a first row; headings are short. */
const headingCharactersMax = 4_096

/** Lines below a row in which its fields are looked for. */
const linesWithoutQuotesMax = 4

/** Events as a table. */
export const delimitedExport: BlockKind = {
  starts: (text) => headingOf(text) !== undefined,
  open: (sink) => new DelimitedExport(sink),
}

interface Heading {
  readonly separator: Separator
  readonly columns: EventColumns | undefined
}

/** The heading that a line is, or that its cells stand for where the table has none. */
function headingOf(text: string): Heading | undefined {
  if (text.length > headingCharactersMax || parseInfo(text) !== undefined) return undefined
  for (const separator of separators) {
    if (!text.includes(separator)) continue
    const cells = splitRow(text, separator)
    const columns = columnsOf(cells)
    if (columns !== undefined) return { separator, columns }
    if (looksLikeEvent(cells)) return { separator, columns: undefined }
  }
  return undefined
}

class DelimitedExport implements Block {
  readonly #sink: Sink
  readonly #rows = new RowAssembler()
  #heading: Heading | undefined
  /** An event whose fields are not there yet, and how many lines they have been waited for. */
  #waiting: { readonly event: RawEvent; readonly lines: number } | undefined

  constructor(sink: Sink) {
    this.#sink = sink
  }

  get isInside(): boolean {
    return this.#rows.isOpen || this.#waiting !== undefined
  }

  take({ text, line, cut }: Piece): boolean {
    if (this.#heading === undefined) return this.#takeHeading(text, line)
    if (this.#waiting !== undefined && this.#goesOn(text)) return true
    if (!this.#rows.isOpen && !this.#isRow(text)) return text.trim() === ''
    const step = this.#rows.push(text, line)
    if (cut || step.kind === 'endless') this.#sink.gap(line, 'The row has no end.', text)
    else if (step.kind === 'row') this.#takeRow(step.text, step.line)
    return true
  }

  end(): void {
    this.#giveUp()
    if (this.#rows.isOpen) this.#sink.gap(this.#rows.line, 'The row ends in its middle.', '')
  }

  /** Some exports write the lines of a message without quotes: the fields of the event stand below its row. */
  #goesOn(text: string): boolean {
    const { event, lines } = this.#waiting ?? {}
    if (event === undefined || lines === undefined) return false
    const message = `${event.message}\n${text}`
    const whole = { ...event, message }
    if (interpretEvent(whole).kind === 'fact') {
      this.#waiting = undefined
      deliverEvent(this.#sink, 'event-csv', whole, message)
      return true
    }
    if (lines < linesWithoutQuotesMax && !looksLikeEvent(splitRow(text, this.#heading?.separator ?? ','))) {
      this.#waiting = { event: whole, lines: lines + 1 }
      return true
    }
    this.#giveUp()
    return false
  }

  #giveUp(): void {
    const { event } = this.#waiting ?? {}
    this.#waiting = undefined
    if (event !== undefined) deliverEvent(this.#sink, 'event-csv', event, event.message)
  }

  #takeHeading(text: string, line: number): boolean {
    this.#heading = headingOf(text)
    if (this.#heading === undefined) return false
    if (this.#heading.columns === undefined) return this.take({ text, line, cut: false })
    return true
  }

  #isRow(text: string): boolean {
    const { separator = ',', columns } = this.#heading ?? {}
    const cells = splitRow(text, separator).length
    if (text.startsWith('"') && columns !== undefined) return true
    return text.trim() !== '' && cells >= Math.max(cellsMin, Math.ceil((columns?.length ?? 0) / 2))
  }

  #takeRow(text: string, line: number): void {
    const { separator = ',', columns } = this.#heading ?? {}
    const cells = splitRow(text, separator)
    if (columns !== undefined && this.#isHeadingAgain(cells)) return
    const event = eventOfRow(cells, columns, this.#sink.place(line))
    if (event === undefined) this.#sink.gap(line, 'The row is no event.', text)
    else if (interpretEvent(event).kind === 'damaged') this.#waiting = { event, lines: 0 }
    else deliverEvent(this.#sink, 'event-csv', event, text)
  }

  /** Files that were put together repeat their heading. */
  #isHeadingAgain(cells: readonly string[]): boolean {
    return columnsOf(cells) !== undefined && !looksLikeEvent(cells)
  }
}
