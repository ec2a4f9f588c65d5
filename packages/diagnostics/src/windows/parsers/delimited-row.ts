/**
 * Rows of CSV (RFC 4180) and of tab text: cells, quotes, doubled quotes, and quoted line ends. The separator is told
 * from the heading.
 */
import { cellsMax, eventCharactersMax, recordLinesMax } from '../limits.ts'

/** Separators that exports use. */
export const separators = ['\t', ';', ','] as const

/** One of {@link separators}. */
export type Separator = (typeof separators)[number]

/** The cells of a whole row. Text after a closing quote belongs to its cell. */
export function splitRow(text: string, separator: Separator): readonly string[] {
  const cells: string[] = []
  let position = 0
  while (position <= text.length && cells.length < cellsMax) {
    const cell = readCell(text, position, separator)
    cells.push(cell.text)
    position = cell.end + 1
  }
  return cells
}

interface Cell {
  readonly text: string
  readonly end: number
}

function readCell(text: string, start: number, separator: Separator): Cell {
  const plainEnd = indexOrEnd(text, separator, start)
  if (text[start] !== '"') return { text: text.slice(start, plainEnd), end: plainEnd }
  const close = closingQuote(text, start + 1)
  const end = indexOrEnd(text, separator, Math.min(close + 1, text.length))
  const quoted = text.slice(start + 1, close).replaceAll('""', '"')
  return { text: quoted + text.slice(close + 1, end), end }
}

function closingQuote(text: string, start: number): number {
  for (let position = start; ; position += 2) {
    position = text.indexOf('"', position)
    if (position === -1) return text.length
    if (text[position + 1] !== '"') return position
  }
}

function indexOrEnd(text: string, separator: string, start: number): number {
  const found = text.indexOf(separator, start)
  return found === -1 ? text.length : found
}

/** A row that is whole, one that goes on, or one that never ended within its bounds. */
export type RowStep =
  | { readonly kind: 'row'; readonly text: string; readonly line: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'endless'; readonly line: number }

/** Puts rows together whose quoted cells hold line ends. */
export class RowAssembler {
  #lines: string[] = []
  #line = 0
  #characters = 0
  #open = false

  /** Whether a quoted cell is open. */
  get isOpen(): boolean {
    return this.#open
  }

  /** Line where the row that is open began. */
  get line(): number {
    return this.#line
  }

  /** Takes the next line. */
  push(text: string, line: number): RowStep {
    if (this.#lines.length === 0) this.#line = line
    this.#lines.push(text)
    this.#characters += text.length
    if (quotesOf(text) % 2 === 1) this.#open = !this.#open
    if (this.#open && this.#lines.length < recordLinesMax && this.#characters < eventCharactersMax)
      return { kind: 'more' }
    const step: RowStep = this.#open
      ? { kind: 'endless', line: this.#line }
      : { kind: 'row', text: this.#lines.join('\n'), line: this.#line }
    this.#reset()
    return step
  }

  #reset(): void {
    this.#lines = []
    this.#characters = 0
    this.#open = false
  }
}

function quotesOf(text: string): number {
  let quotes = 0
  for (let position = text.indexOf('"'); position !== -1; position = text.indexOf('"', position + 1)) quotes++
  return quotes
}
