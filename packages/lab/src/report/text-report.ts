/** A scenario's report for a terminal: what stands out, the course of the counts, hosts and groups in tables. */
import { dayText, hoursText } from '../scenarios/findings.ts'
import type { GroupReport, HostReport, ScenarioReport } from '../scenarios/report-shape.ts'
import { sparkline } from './sparkline.ts'

const columnsDefault = 80
const labelColumns = 22
const sparkColumnsMin = 20

/** The report; `columns` is the width of the terminal. */
export function formatScenarioReport(report: ScenarioReport, columns = columnsDefault): string {
  return [
    `${report.scenario}: ${report.summary}`,
    report.question,
    '',
    ...report.findings.map((finding) => `  • ${finding}`),
    '',
    ...courseLines(
      report,
      Math.max(sparkColumnsMin, Math.min(columns, 2 * columnsDefault) - labelColumns - 8),
    ),
    '',
    ...table(hostHeadings, report.hosts.map(hostRow)),
    '',
    ...table(groupHeadings, report.groups.map(groupRow)),
    '',
    `${report.machines} machines, ${Math.round(report.days)} days, seed ${report.seed}, ${report.virtualEvents} virtual events, trace ${report.traceHash}`,
    '',
  ].join('\n')
}

function courseLines(
  { samples, hosts, threshold, machines }: ScenarioReport,
  width: number,
): readonly string[] {
  const highest = Math.max(threshold, ...hosts.map(({ highestCount }) => highestCount))
  const counts = hosts.map((host, index) =>
    courseLine(
      `Count of ${host.name}`,
      samples.map((sample) => sample.counts[index] ?? null),
      { width, highest },
    ),
  )
  const licensed = samples.map(({ states }) => states[1])
  const requests = samples.map(({ requestsPerHour }) => requestsPerHour)
  return [
    ...counts,
    courseLine('Licensed machines', licensed, { width, highest: machines }),
    courseLine('Requests an hour', requests, { width, highest: Math.max(...requests, 1) }),
  ]
}

function courseLine(
  label: string,
  values: readonly (number | null)[],
  { width, highest }: { readonly width: number; readonly highest: number },
): string {
  const shown = Number.isInteger(highest) ? String(highest) : highest.toFixed(1)
  return `${label.padEnd(labelColumns)} ${sparkline(values, width, highest)} ${shown}`
}

const hostHeadings = ['Host', 'Threshold reached', 'Highest', 'At the end', 'Cache', 'Requests', 'Refused']

function hostRow(host: HostReport): readonly string[] {
  const { name, thresholdReachedDay: reached, highestCount, finalCount, capacity, requests, refused } = host
  const numbers = [highestCount, finalCount, capacity, requests, refused].map(String)
  return [name, reached === null ? 'never' : dayText(reached), ...numbers]
}

const groupHeadings = [
  'Group',
  'Machines',
  'Ever licensed',
  'At the end',
  'Wait',
  'Longest',
  'CMIDs',
  'Why not',
]

function groupRow(group: GroupReport): readonly string[] {
  const { name, machines, everLicensed, licensedAtEnd, waitHours, cmids, reasons } = group
  const waits = waitHours === null ? ['-', '-'] : [hoursText(waitHours.middle), hoursText(waitHours.longest)]
  const why = Object.entries(reasons).map(([code, count]) => `${code} (${count})`)
  return [
    name,
    String(machines),
    String(everLicensed),
    String(licensedAtEnd),
    ...waits,
    String(cmids),
    why.join(', '),
  ]
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  return [headings, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
