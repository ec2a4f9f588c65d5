/** Tables and label lists: aligned for people, cut to the width of the terminal, whole where they are piped. */

const columnGap = '  '
const cellCharactersMin = 8

/** A column of a table: its heading and how to get its text. */
export interface Column<Row> {
  readonly heading: string
  readonly text: (row: Row) => string
  readonly align?: 'left' | 'right'
}

/** Rows under headings. `columns` is the width that is left; undefined cuts nothing. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  widthMax?: number,
): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.text(row))))
  const widths = columns.map((column, index) =>
    Math.max(column.heading.length, ...cells.map((line) => line[index]?.length ?? 0)),
  )
  if (widthMax !== undefined) narrow(widths, widthMax)
  const lines = [columns.map(({ heading }) => heading), ...cells]
  return `${lines.map((line) => formatLine(line, columns, widths)).join('\n')}\n`
}

/** Lines of `Label: value`; undefined values are left out. */
export function formatLabels(
  labels: readonly (readonly [label: string, value: string | number | undefined])[],
  indent = '',
): string {
  return labels
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${indent}${label}: ${printable(String(value))}\n`)
    .join('')
}

/** Text from elsewhere without control and format characters, which could command a terminal or turn what is read. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}

/** Takes from the widest column until all fit, or none can give more. */
function narrow(widths: number[], widthMax: number): void {
  const total = () => widths.reduce((sum, width) => sum + width, 0) + columnGap.length * (widths.length - 1)
  while (total() > widthMax) {
    const widest = Math.max(...widths)
    if (widest <= cellCharactersMin) return
    widths[widths.indexOf(widest)] = widest - 1
  }
}

function formatLine<Row>(
  line: readonly string[],
  columns: readonly Column<Row>[],
  widths: readonly number[],
): string {
  return line
    .map((text, index) => {
      const width = widths[index] ?? 0
      const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text
      return columns[index]?.align === 'right' ? cut.padStart(width) : cut.padEnd(width)
    })
    .join(columnGap)
    .trimEnd()
}
