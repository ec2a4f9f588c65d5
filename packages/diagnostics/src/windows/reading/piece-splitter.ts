/**
 * Splits text that arrives in chunks into pieces: lines, and within a line the events of an XML export, which Event
 * Viewer writes on one line altogether. A piece is bounded; what goes beyond is cut off, and the piece says so.
 */
import { pieceCharactersMax } from '../limits.ts'

/** A line, or the part of a line up to the end of an event. */
export interface Piece {
  readonly text: string
  /** Number of its line, from 1. */
  readonly line: number
  /** Characters beyond the bound were left out. */
  readonly cut: boolean
}

const separators = /\r\n|\r|\n|<\/Event>/g
const eventEnd = '</Event>'

/** Splits one source. */
export class PieceSplitter {
  #rest = ''
  #line = 1
  #cut = false
  /** Something of the present line has been handed out. */
  #open = false

  /** Lines so far; the one that is being read counts once it has text. */
  get lines(): number {
    return this.#rest === '' && !this.#open ? this.#line - 1 : this.#line
  }

  /** The pieces that end in this text. */
  push(text: string): readonly Piece[] {
    const all = this.#rest + text
    const pieces: Piece[] = []
    let start = 0
    for (const match of all.matchAll(separators)) {
      const [separator] = match
      const end = match.index + separator.length
      // A carriage return at the very end may be half of a line end.
      if (separator === '\r' && end === all.length) break
      const isEvent = separator === eventEnd
      const piece = all.slice(start, isEvent ? end : match.index)
      // The line end after an event is no blank line.
      if (isEvent || !this.#open || piece !== '') pieces.push(this.#piece(piece))
      if (!isEvent) this.#line++
      this.#open = isEvent
      start = end
    }
    this.#keep(all.slice(start))
    return pieces
  }

  /** The last piece, where the text does not end with a line end. */
  end(): readonly Piece[] {
    const text = this.#rest.replace(/\r$/, '')
    this.#rest = ''
    this.#open ||= text !== ''
    return text === '' && !this.#cut ? [] : [this.#piece(text)]
  }

  #piece(text: string): Piece {
    const cut = this.#cut || text.length > pieceCharactersMax
    this.#cut = false
    return {
      text: text.length > pieceCharactersMax ? text.slice(0, pieceCharactersMax) : text,
      line: this.#line,
      cut,
    }
  }

  /** Keeps the beginning of a piece, and enough of its end to find a separator that is cut in two. */
  #keep(rest: string): void {
    const tailCharacters = eventEnd.length
    if (rest.length <= 2 * pieceCharactersMax) this.#rest = rest
    else {
      this.#cut = true
      this.#rest = rest.slice(0, pieceCharactersMax) + rest.slice(-tailCharacters)
    }
  }
}
