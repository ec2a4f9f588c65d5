/** Answers of `slmgr /xpr`: the product's name with a colon, then one phrase. The phrases are English. */
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from '../recognise/block.ts'
import { parseStamp } from './times.ts'

const phrases: readonly (readonly [RegExp, number])[] = [
  [/^Volume activation will expire (.{6,40})$/i, 1],
  [/^Timebased activation will expire (.{6,40})$/i, 1],
  [/^Automatic VM activation will expire (.{6,40})$/i, 1],
  [/^The machine is permanently activated\.?$/i, 1],
  [/^Unlicensed\.?$/i, 0],
  [/^Initial grace period ends (.{6,40})$/i, 2],
  [/^Additional grace period ends (.{6,40})$/i, 3],
  [/^Non-genuine grace period ends (.{6,40})$/i, 4],
  [/^(?:Windows|\S{1,40}) is in Notification mode\.?$/i, 5],
  [/^Extended grace period ends (.{6,40})$/i, 6],
]
const heading = /^\s*(\S.{2,120}? edition)\s?:\s*$/
const phraseCharactersMax = 120

/** Answers of /xpr. */
export const expiryOutput: BlockKind = {
  starts: (text) => heading.test(text) || phraseIn(text) !== undefined,
  open: (sink) => new ExpiryOutputBlock(sink),
}

function phraseIn(text: string): readonly [licenceState: number, date: string | undefined] | undefined {
  const plain = text.trim()
  if (plain.length > phraseCharactersMax) return undefined
  for (const [pattern, state] of phrases) {
    const match = pattern.exec(plain)
    if (match !== null) return [state, match[1]]
  }
  return undefined
}

class ExpiryOutputBlock implements Block {
  readonly isInside = false
  readonly #sink: Sink
  #name: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
  }

  take({ text, line }: Piece): boolean {
    if (text.trim() === '') return true
    const name = heading.exec(text)?.[1]
    if (name !== undefined) {
      this.#name = name
      return true
    }
    const phrase = phraseIn(text)
    if (phrase === undefined) return false
    const [licenceState, date] = phrase
    this.#sink.expiry({
      place: this.#sink.place(line),
      machine: this.#sink.machine,
      name: this.#name,
      licenceState,
      expiresMs: date === undefined ? undefined : parseStamp(date.replace(/\.$/, ''))?.timeMs,
    })
    this.#name = undefined
    return true
  }

  end(): void {}
}
