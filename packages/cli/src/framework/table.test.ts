/** Tables for people and for pipes. */
import { expect, test } from 'vitest'
import { formatLabels, formatTable, printable } from './table.ts'

const columns = [
  { heading: 'Name', text: (row: Row) => row.name },
  { heading: 'Count', text: (row: Row) => String(row.count), align: 'right' },
] as const

interface Row {
  readonly name: string
  readonly count: number
}

test('columns are aligned', () => {
  const rows = [
    { name: 'a', count: 7 },
    { name: 'machine-002', count: 12 },
  ]
  expect(formatTable(rows, columns)).toBe('Name         Count\na                7\nmachine-002     12\n')
})

test('a terminal cuts the widest column, a pipe cuts nothing', () => {
  const rows = [{ name: 'a-name-that-is-very-long', count: 1 }]
  expect(formatTable(rows, columns, 20)).toBe('Name           Count\na-name-that-…      1\n')
  expect(formatTable(rows, columns)).toContain('a-name-that-is-very-long')
})

test('undefined values leave no label', () => {
  expect(
    formatLabels(
      [
        ['A', 1],
        ['B', undefined],
      ],
      '  ',
    ),
  ).toBe('  A: 1\n')
})

test('text from elsewhere commands no terminal', () => {
  expect(printable('a\u001b[31mb\nc')).toBe('a\uFFFD[31mb\uFFFDc')
})
