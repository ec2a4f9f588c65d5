/** An XML export of an event log: a document, or events one after another as `wevtutil` prints them. */
import { eventCharactersMax } from '../limits.ts'
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from '../recognise/block.ts'
import { deliverEvent } from './deliver-event.ts'
import { parseXmlEvent } from './xml-event.ts'

const startPattern = /^\s*<(\?xml\b|\/?Events\b|Event[\s>])/
const eventStart = /<Event[\s>]/
const eventEnd = '</Event>'

/** Events as XML. */
export const xmlExport: BlockKind = {
  starts: (text) => startPattern.test(text),
  open: (sink) => new XmlExport(sink),
}

class XmlExport implements Block {
  readonly #sink: Sink
  #parts: string[] = []
  #characters = 0
  #line = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  get isInside(): boolean {
    return this.#parts.length > 0
  }

  take(piece: Piece): boolean {
    return this.#parts.length > 0 ? this.#goOn(piece) : this.#begin(piece)
  }

  end(): void {
    if (this.#parts.length > 0) this.#gap('The event ends in its middle.')
  }

  #begin(piece: Piece): boolean {
    const found = eventStart.exec(piece.text)
    if (found === null) return startPattern.test(piece.text) || piece.text.trim() === ''
    this.#line = piece.line
    this.#add(piece.text.slice(found.index), piece)
    return true
  }

  #goOn(piece: Piece): boolean {
    const restart = eventStart.exec(piece.text)
    if (restart === null || piece.text.lastIndexOf(eventEnd, restart.index) !== -1) {
      this.#add(piece.text, piece)
      return true
    }
    this.#gap('The event ends in its middle.')
    return this.#begin(piece)
  }

  #add(text: string, { cut }: Piece): void {
    this.#parts.push(text)
    this.#characters += text.length
    if (cut || this.#characters > eventCharactersMax) this.#gap('The event is too long.')
    else if (text.trimEnd().endsWith(eventEnd)) this.#deliver()
  }

  #deliver(): void {
    const text = this.#parts.join('\n')
    const event = parseXmlEvent(text, this.#sink.place(this.#line))
    if (event === undefined) this.#gap('The event is damaged.')
    else deliverEvent(this.#sink, 'event-xml', event, text)
    this.#reset()
  }

  #gap(reason: string): void {
    this.#sink.gap(this.#line, reason, this.#parts[0] ?? '')
    this.#reset()
  }

  #reset(): void {
    this.#parts = []
    this.#characters = 0
  }
}
