/** The tables of the benchmark say what was measured, and leave the rest of their document alone. */
import { describe, expect, it } from 'vitest'
import { atLeast, figureOf } from './part.ts'
import { format, type PartRecord, withTables } from './record.ts'

const record: PartRecord = {
  title: 'Answers',
  measuredOn: '2026-01-01',
  rounds: 3,
  secondsPerMeasurement: 3,
  machine: {
    processor: 'Processor',
    cores: 2,
    memoryGiB: 8,
    system: 'Linux',
    node: 'v24.0.0',
    fileSystem: 'ext4',
    durableWriteMs: 0.2,
  },
  figures: [
    figureOf('host to floor', 'ratio', [0.7, 0.9, 0.75], atLeast(0.8)),
    figureOf('answers', '1/s', [5]),
  ],
  notes: ['A note.'],
  failures: 1,
}
const document =
  'before\n<!-- figures: made by `npm run bench -- --record` -->\nold\n<!-- end of figures -->\nafter\n'

describe('the tables of a document', () => {
  it('are replaced, what stands around them stays, and a second time changes nothing', () => {
    const written = withTables(document, { answers: record })
    expect(written.startsWith('before\n') && written.endsWith('\nafter\n')).toBe(true)
    expect(written).not.toContain('old')
    expect(withTables(written, { answers: record })).toBe(written)
  })

  it('tell the spread, the target, whether it was met, and what failed', () => {
    const written = withTables(document, { answers: record })
    expect(written).toContain('| host to floor | ratio | 0.75 | 0.70 | 0.90 | at least 0.8 | **missed** |')
    expect(written).toContain('| answers | 1/s | 5.00 | 5.00 | 5.00 |  |  |')
    expect(written).toContain('A note. **1 exchanges failed.**')
  })

  it('are refused where the document has no place for them', () => {
    expect(() => withTables('nothing', {})).toThrow()
  })

  it('show as many digits as a figure is worth', () => {
    expect([0, 0.0123, 0.5, 12.34, 4321.9].map(format)).toEqual(['0', '0.012', '0.50', '12.3', '4322'])
  })
})
