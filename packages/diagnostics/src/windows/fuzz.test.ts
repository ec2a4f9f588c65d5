import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { examineFacts } from './examine.ts'
import { sourceOf, vectorBytes, vectorPath } from './fixtures.fixtures.ts'
import { readSources } from './read-sources.ts'
import { formatReportCsv } from './report/csv-report.ts'
import { formatReportHtml } from './report/html-report.ts'
import { reportAsJson } from './report/json-report.ts'
import { formatReportText } from './report/text-report.ts'

/** Whatever the input, reading and judging it ends within this. */
const boundMs = 5_000

let vectors: readonly Uint8Array[] = []

beforeAll(async () => {
  vectors = await Promise.all(readdirSync(vectorPath('.')).map(vectorBytes))
})

/** Reads, judges and writes all reports; fails where that throws or takes too long. */
async function survive(...inputs: readonly Uint8Array[]): Promise<number> {
  const startMs = performance.now()
  const facts = await readSources(inputs.map((bytes, index) => sourceOf(`input-${index}`, bytes, 1_000)))
  const report = examineFacts(facts)
  expect(formatReportText(report)).toContain('Read')
  expect(formatReportHtml(report)).not.toMatch(/<script|<img/i)
  expect(formatReportCsv(report)).toContain('severity')
  JSON.stringify(reportAsJson(report))
  expect(performance.now() - startMs).toBeLessThan(boundMs)
  return facts.sources.reduce((sum, { linesNotUnderstood }) => sum + linesNotUnderstood, 0)
}

type Mutation = (bytes: Uint8Array) => Uint8Array

/** Where a mutation strikes, as a share of the input. */
const share = fc.double({ min: 0, max: 1, noNaN: true })
const marks = [
  '"',
  '<',
  '>',
  '</Event>',
  '<Event>',
  '\0',
  '\r',
  ',',
  ';',
  '\t',
  ':',
  '0x',
  '&#x110000;',
  '\uFEFF',
  '='.repeat(50),
]

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  share.map(
    (at): Mutation =>
      (bytes) =>
        bytes.slice(0, Math.floor(at * bytes.length)),
  ),
  share.map(
    (at): Mutation =>
      (bytes) =>
        bytes.slice(Math.floor(at * bytes.length)),
  ),
  fc.tuple(share, fc.nat(255)).map(
    ([at, byte]): Mutation =>
      (bytes) => {
        const changed = bytes.slice()
        changed[Math.floor(at * (bytes.length - 1))] = byte
        return changed
      },
  ),
  fc.tuple(share, fc.constantFrom(...marks)).map(
    ([at, mark]): Mutation =>
      (bytes) =>
        insert(bytes, at, new TextEncoder().encode(mark)),
  ),
  fc.tuple(share, share).map(
    ([from, at]): Mutation =>
      (bytes) =>
        insert(bytes, at, sliceAt(bytes, from, 200)),
  ),
)

function insert(bytes: Uint8Array, at: number, inserted: Uint8Array): Uint8Array {
  const position = Math.floor(at * bytes.length)
  return Uint8Array.from([...bytes.subarray(0, position), ...inserted, ...bytes.subarray(position)])
}

function sliceAt(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const start = Math.floor(at * bytes.length)
  return bytes.slice(start, start + length)
}

describe('R10 any input ends in a report', () => {
  it('of mutated exports', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        async (pick, mutations) => {
          const vector = vectors[pick % vectors.length] ?? new Uint8Array(0)
          await survive(mutations.reduce((bytes, mutate) => mutate(bytes), vector))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('of pieces of several exports together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), share), { minLength: 2, maxLength: 5 }), async (picks) => {
        const pieces = picks.map(([pick, at]) =>
          sliceAt(vectors[pick % vectors.length] ?? new Uint8Array(0), at, 600),
        )
        await survive(Uint8Array.from(pieces.flatMap((piece) => [...piece])))
      }),
      { numRuns: 150 },
    )
  })

  it('of raw bytes and of any text', async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 2_000 })
      .map((value) => new TextEncoder().encode(value))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 2_000 }), text), async (bytes) => {
        await survive(bytes)
      }),
      { numRuns: 300 },
    )
  })
})

describe('R10 input made to be slow ends within bounds', () => {
  const size = 400_000
  it.each([
    ['one long line', 'a'.repeat(size)],
    ['one long label', `Name: ${' '.repeat(size)}x`],
    ['an event that never ends', `<Event>${'<Data>'.repeat(size / 6)}`],
    ['tags that never end', '<Event '.repeat(size / 7)],
    ['an element without its end', '<Data'.repeat(size / 5)],
    ['entities', `<Event><Message>${'&#'.repeat(size / 2)}</Message></Event>`],
    ['a quote that never ends', `Level,Event ID\n"${'x\n'.repeat(size / 2)}`],
    ['quotes', `Level,Event ID\n${'""'.repeat(size / 2)}`],
    ['cells', `Level,Event ID\n${','.repeat(size)}`],
    ['labels of slmgr', 'Description: VOLUME_KMSCLIENT channel\n'.repeat(size / 40)],
    ['events without numbers', 'Event[0]:\n\n'.repeat(size / 11)],
    ['results', '0x0,'.repeat(size / 4)],
    ['colons', `${'a: '.repeat(600)}\n`.repeat(size / 1_800)],
    ['heads of records', '_vlmcs._tcp.x SRV service location:\n'.repeat(size / 36)],
    ['carriage returns', '\r'.repeat(size)],
  ])('%s', async (_, text) => {
    await survive(new TextEncoder().encode(text))
  })
})
