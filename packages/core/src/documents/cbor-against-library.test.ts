/** The reader and the writer of this folder against a general CBOR library: the same bytes, the same values, the same codes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '../bytes/index.ts'
import { codeOf } from '../errors/index.ts'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'
import { cborValue, looseBytes } from './cbor-values.fixtures.ts'
import { encodeByLibrary, type Opinion, opinionOfLibrary } from './cborg.fixtures.ts'

const bytesMax = 1_048_576
/** More where somebody wants to look for longer. */
const runs = Number(process.env.MUSTER_CBOR_RUNS ?? 2_000)

function ourOpinion(bytes: Uint8Array): Opinion {
  let value: CborValue
  try {
    value = decodeCbor(bytes, bytesMax)
  } catch (error) {
    return { kind: codeOf(error) as 'document-malformed' }
  }
  return { kind: 'value', value }
}

function expectOneOpinion(bytes: Uint8Array): Opinion['kind'] {
  const opinion = ourOpinion(bytes)
  expect(opinion, toHex(bytes)).toEqual(opinionOfLibrary(bytes))
  return opinion.kind
}

describe('one opinion', () => {
  it('about the encoding of every value', () => {
    fc.assert(
      fc.property(cborValue, (value) => {
        const bytes = encodeCbor(value)
        expect(toHex(bytes)).toBe(toHex(encodeByLibrary(value)))
        expect(expectOneOpinion(bytes)).toBe('value')
      }),
      { numRuns: runs },
    )
  })

  it('about text with lone surrogates', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (text) => {
          expect(toHex(encodeCbor(text))).toBe(toHex(encodeByLibrary(text)))
        },
      ),
      { numRuns: runs },
    )
  })

  it('about every change, cut and addition', () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom('change', 'insert', 'remove', 'cut', 'append'),
    })
    fc.assert(
      fc.property(cborValue, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
        const bytes = [...encodeCbor(value)]
        for (const { at, byte, kind } of changes) {
          const place = at % Math.max(1, bytes.length)
          if (kind === 'change') bytes[place] = byte
          else if (kind === 'insert') bytes.splice(place, 0, byte)
          else if (kind === 'remove') bytes.splice(place, 1)
          else if (kind === 'cut') bytes.length = place
          else bytes.push(byte)
        }
        expectOneOpinion(Uint8Array.from(bytes))
      }),
      { numRuns: 2 * runs },
    )
  })

  it('about items that are written in every wrong way', () => {
    const seen = new Set<Opinion['kind']>()
    fc.assert(
      fc.property(looseBytes, (bytes) => {
        seen.add(expectOneOpinion(bytes))
      }),
      { numRuns: 2 * runs },
    )
    expect([...seen].sort()).toEqual(['document-malformed', 'document-not-canonical', 'value'])
  })

  it('about any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        expectOneOpinion(bytes)
      }),
      { numRuns: 2 * runs },
    )
  })

  it('about every input of one and two bytes', () => {
    const inputs = Array.from({ length: 256 }, (_, first) => first).flatMap((first) => [
      Uint8Array.of(first),
      ...Array.from({ length: 256 }, (_, second) => Uint8Array.of(first, second)),
    ])
    const disputed = inputs.filter((bytes) => ourOpinion(bytes).kind !== opinionOfLibrary(bytes).kind)
    expect(disputed.map((bytes) => toHex(bytes))).toEqual([])
  })
})
