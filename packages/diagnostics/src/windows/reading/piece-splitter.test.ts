import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieceCharactersMax } from '../limits.ts'
import { type Piece, PieceSplitter } from './piece-splitter.ts'

function split(...texts: readonly string[]): readonly Piece[] {
  const splitter = new PieceSplitter()
  return [...texts.flatMap((text) => splitter.push(text)), ...splitter.end()]
}

const sample = 'one\r\ntwo\rthree\n\nfive</Event>six</Event>\r\n</Event> eight\n'

describe('pieces', () => {
  it('are lines with any line end, and events within a line', () => {
    expect(split(sample).map(({ text, line }) => [line, text])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
      [4, ''],
      [5, 'five</Event>'],
      [5, 'six</Event>'],
      [6, '</Event>'],
      [6, ' eight'],
    ])
  })

  it('are the same wherever the text is cut', () => {
    for (let at = 0; at <= sample.length; at++)
      expect(split(sample.slice(0, at), sample.slice(at)), `at ${at}`).toEqual(split(sample))
  })

  it('are the same however the text is cut', () => {
    const text = fc
      .array(fc.constantFrom('\r', '\n', '\r\n', '</Event>', '</Eve', 'nt>', 'a', '\0'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (whole, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length]
        const parts = at.slice(1).map((end, index) => whole.slice(at[index], end))
        expect(split(...parts)).toEqual(split(whole))
      }),
    )
  })

  it('are bounded, and say that they were cut', () => {
    const fits = 'x'.repeat(pieceCharactersMax)
    expect(split(`${fits}\n`)).toEqual([{ text: fits, line: 1, cut: false }])
    expect(split(`${fits}x\nnext`)).toEqual([
      { text: fits, line: 1, cut: true },
      { text: 'next', line: 2, cut: false },
    ])
    const long = split(...Array(10).fill(fits), '</Event>', 'next')
    expect(long.map(({ text, cut }) => [text.length, cut])).toEqual([
      [pieceCharactersMax, true],
      [4, false],
    ])
  })
})
