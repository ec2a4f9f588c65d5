/** `muster report NAME`: what a host's store tells, as a table, CSV, JSON or one HTML file. */
import type { Report, ReportName } from '@muster/diagnostics/reports'
import { defineCommand } from '../framework/command.ts'
import { sinceMoment } from '../framework/since.ts'
import { type Column, formatLabels, formatTable } from '../framework/table.ts'
import { writeOutputFile } from './authority/output-file.ts'
import { withHost } from './host/with-host.ts'

/** The names of all reports, stated here so that the help loads nothing. */
const names = [
  'duplicates',
  'churn',
  'counts',
  'licence-status',
  'expiry',
  'virtual',
  'activity',
  'denials',
] as const satisfies readonly ReportName[]

const formats = ['table', 'csv', 'json', 'html'] as const

export const command = defineCommand({
  summary: 'Report on the machines and requests of this host.',
  description: [
    'duplicates: machines that share a CMID. churn: machines under several CMIDs. counts: activation counts by product over time. licence-status, expiry, virtual: the inventory. activity, denials: requests, and why some were refused.',
    'Reports run while the host runs. The HTML file holds its charts in itself and loads nothing from elsewhere.',
  ],
  role: 'host',
  json: 'value',
  arguments: { report: { label: 'REPORT', summary: 'Which report.', choices: names } },
  options: {
    format: { value: 'FORMAT', summary: 'How it is written.', choices: formats, default: 'table' },
    output: { value: 'FILE', summary: 'Where to write it, instead of standard output.' },
    since: {
      value: 'TIME',
      summary: 'How far back: 30d, 12h, or a day such as 2027-05-21.',
      default: '30d',
      parse: sinceMoment,
    },
  },
  examples: [
    { line: 'muster report duplicates', does: 'machines that share a CMID' },
    {
      line: 'muster report counts --since 90d --format html --output counts.html',
      does: 'one file to send on',
    },
    { line: 'muster report denials --format csv', does: 'refused requests by reason' },
  ],
  async run(context) {
    const { report: name } = context.arguments
    const { since, output } = context.options
    const format = context.json ? 'json' : context.options.format
    const { makeReport } = await import('@muster/diagnostics/reports')
    const nowMs = Date.now()
    const report = await withHost(context, (host) =>
      host.withReports((source) => makeReport(name, source, { nowMs, sinceMs: since(nowMs) })),
    )
    const text = await textOf(report, format, output === undefined ? context.columns : undefined)
    if (output === undefined) context.write(text)
    else context.note(`Written to ${await writeOutputFile(output, new TextEncoder().encode(text))}`)
  },
})

async function textOf(
  report: Report,
  format: (typeof formats)[number],
  widthMax: number | undefined,
): Promise<string> {
  const { cellText, formatCsv, formatHtml, reportAsJson } = await import('@muster/diagnostics/reports')
  switch (format) {
    case 'csv':
      return formatCsv(report)
    case 'json':
      return `${JSON.stringify(reportAsJson(report), undefined, 2)}\n`
    case 'html':
      return formatHtml(report)
    case 'table': {
      const columns = report.columns.map(
        ({ key, heading, align }): Column<Report['rows'][number]> => ({
          heading,
          text: (row) => cellText(row[key] ?? null),
          ...(align === undefined ? {} : { align }),
        }),
      )
      const table = report.rows.length === 0 ? '' : `\n${formatTable(report.rows, columns, widthMax)}`
      const notes = report.notes.map((note) => `\n${note}\n`).join('')
      return `${report.title}\n\n${formatLabels(report.figures)}${table}${notes}`
    }
  }
}
