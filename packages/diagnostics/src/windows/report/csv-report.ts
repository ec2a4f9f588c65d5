/** The findings as CSV (RFC 4180): a line for each, and one for each line of evidence. Cells start no formula. */
import type { WindowsReport } from '../examine.ts'
import { formatPlace, plainText } from './place-text.ts'

const heading = ['severity', 'code', 'title', 'seen', 'why', 'what to do', 'command', 'at', 'evidence']

/** The whole report as CSV. */
export function formatReportCsv({ findings, examination }: WindowsReport): string {
  const rows = findings.flatMap(({ severity, code, title, seen, why, actions, evidence }) => {
    const whats = actions.map(({ what }) => what).join(' ')
    const commands = actions.flatMap(({ command }) => command ?? []).join(' | ')
    const cells = [severity, code, title, seen.join(' '), why, whats, commands]
    return evidence.length === 0
      ? [[...cells, '', '']]
      : evidence.map(({ place, text }) => [...cells, formatPlace(place, examination.facts), text])
  })
  return [heading, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

/** A cell; spreadsheets take one that begins with these marks for a formula, so it gets an apostrophe. */
function csvCell(text: string): string {
  const safe = plainText(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
  return /[",;\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
