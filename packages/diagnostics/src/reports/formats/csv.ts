/** A report's table as CSV (RFC 4180): for spreadsheets, which must not take a machine's name for a formula. */
import type { Cell, Report } from '../report.ts'

/** The table with a line of headings. */
export function formatCsv(report: Report): string {
  const head = report.columns.map(({ key }) => key)
  const lines = report.rows.map((row) => report.columns.map(({ key }) => row[key] ?? null))
  return [head, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
