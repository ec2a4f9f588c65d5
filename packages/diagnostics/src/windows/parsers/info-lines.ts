/** Lines that are nothing but the comma joined text of an event, as they are pasted into mails and tickets. */
import type { EventContent } from '../facts.ts'
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from '../recognise/block.ts'
import { parseInfo } from './info-text.ts'
import { factOf } from './raw-event.ts'

const labelPattern = /^\s*(?:12(?:288|289|290)\s*:|Info\s*:)?\s*(0x[0-9a-f]{1,8}\s*,.*)$/i

/** Info texts, one a line. */
export const infoLines: BlockKind = {
  starts: (text) => contentOf(text) !== undefined,
  open: (sink) => new InfoLines(sink),
}

function contentOf(text: string): EventContent | undefined {
  const match = labelPattern.exec(text)
  return match === null ? undefined : parseInfo((match[1] ?? '').trim())
}

class InfoLines implements Block {
  readonly isInside = false
  readonly #sink: Sink

  constructor(sink: Sink) {
    this.#sink = sink
  }

  take({ text, line }: Piece): boolean {
    const content = contentOf(text)
    if (content === undefined) return false
    this.#sink.event('info-line', factOf({ place: this.#sink.place(line) }, content))
    return true
  }

  end(): void {}
}
