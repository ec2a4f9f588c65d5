/** The report for people: what was read, the numbers, the findings with their evidence, and what was not understood. */
import type { WindowsReport } from '../examine.ts'
import { formatDay, formatTimeMs } from '../findings/evidence.ts'
import type { CountStory, Finding, Severity } from '../findings/finding.ts'
import { formatPlace, plainText } from './place-text.ts'
import {
  describeSource,
  machinesByExpiry,
  machinesByState,
  requestsByResult,
  severityCounts,
} from './summary.ts'

/** How the text is coloured; every function may return its argument as it is. */
export interface TextColours {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

const plain: TextColours = {
  bold: (text) => text,
  dim: (text) => text,
  red: (text) => text,
  yellow: (text) => text,
  cyan: (text) => text,
}
/** Gaps that are named one by one. */
const gapsShown = 20
/** Days of the count that are shown. */
const daysShown = 10

/** The whole report. */
export function formatReportText(report: WindowsReport, colours: TextColours = plain): string {
  const sections = [
    readSection(report, colours),
    numbersSection(report, colours),
    ...report.findings.map((finding) => findingSection(finding, report, colours)),
    gapsSection(report, colours),
    endSection(report, colours),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function readSection({ examination: { facts } }: WindowsReport, { bold }: TextColours): string {
  const lines = facts.sources.map(
    (source) => `  ${plainText(source.name)}: ${plainText(describeSource(source))}`,
  )
  const dropped = Object.entries(facts.dropped).map(
    ([label, count]) => `  ${count} ${label} are beyond what is kept and are not judged.`,
  )
  const repeated =
    facts.requests.repeated === 0
      ? []
      : [`  ${facts.requests.repeated} requests are in several of these and count once.`]
  return [bold('Read'), ...lines, ...repeated, ...dropped].join('\n')
}

function numbersSection(report: WindowsReport, { bold }: TextColours): string {
  const { examination } = report
  if (examination.requests.size === 0) return ''
  const states = machinesByState(report).map(
    ({ name, machines, virtual }) => `  ${name}: ${machines}${virtual === 0 ? '' : ` (${virtual} virtual)`}`,
  )
  const expiries = machinesByExpiry(report).map(({ label, machines }) => `  ${label}: ${machines}`)
  const results = requestsByResult(report)
    .slice(0, 10)
    .map(({ result, requests }) => `  ${result}: ${requests}`)
  const asOf = examination.asOfMs === undefined ? '' : ` as of ${formatTimeMs(examination.asOfMs)}`
  return [
    bold(`Machines by licence state${asOf}`),
    ...states,
    ...(expiries.length === 0
      ? []
      : ['', bold('Licensed machines by the end of their activation'), ...expiries]),
    '',
    bold('Requests by result'),
    ...results,
    ...examination.counts.flatMap((story) => ['', ...countLines(story, bold)]),
  ].join('\n')
}

function countLines(
  { host, application, asLogged, withoutDuplicates }: CountStory,
  bold: TextColours['bold'],
) {
  const should = new Map(withoutDuplicates.days.map(({ day, count }) => [day, count]))
  const days = asLogged.days
    .slice(-daysShown)
    .map(
      ({ day, count }) =>
        `  ${formatDay(day)}  ${String(count).padStart(5)}  ${String(should.get(day) ?? count).padStart(5)}`,
    )
  return [
    bold(
      `Count for ${application}${host === '' ? '' : ` on ${plainText(host)}`}, threshold ${asLogged.threshold}, replayed from the log`,
    ),
    '  day         count  without duplicates',
    ...days,
  ]
}

const marks: Readonly<Record<Severity, string>> = { fail: 'FAIL', warn: 'WARN', note: 'NOTE' }

function findingSection(finding: Finding, report: WindowsReport, colours: TextColours): string {
  const { title, seen, why, actions, evidence, code, severity } = finding
  const colour = { fail: colours.red, warn: colours.yellow, note: colours.cyan }[severity]
  return [
    `${colour(marks[severity])}  ${colours.bold(plainText(title))}  ${colours.dim(`[${code}]`)}`,
    ...seen.map((line) => `  Seen: ${plainText(line)}`),
    `  Why it matters: ${why}`,
    ...actions.flatMap(({ what, command }) => [
      `  What to do: ${what}`,
      ...(command === undefined ? [] : [`      ${plainText(command)}`]),
    ]),
    ...(evidence.length === 0 ? [] : ['  Evidence:']),
    ...evidence.map(
      ({ place, text }) =>
        `      ${plainText(formatPlace(place, report.examination.facts))}  ${plainText(text)}`,
    ),
  ].join('\n')
}

function gapsSection({ examination: { facts } }: WindowsReport, { bold }: TextColours): string {
  if (facts.gaps.length === 0) return ''
  const lines = facts.gaps
    .slice(0, gapsShown)
    .map(
      ({ place, reason, text }) =>
        `  ${plainText(formatPlace(place, facts))}  ${reason}  ${plainText(text).trim()}`,
    )
  const total = facts.sources.reduce((sum, { linesNotUnderstood }) => sum + linesNotUnderstood, 0)
  const rest = total > lines.length ? [`  and ${total - lines.length} more`] : []
  return [bold('Not understood'), ...lines, ...rest].join('\n')
}

function endSection(report: WindowsReport, { bold }: TextColours): string {
  const { fail, warn, note } = severityCounts(report)
  if (report.findings.length === 0) return bold('Nothing is wrong as far as these exports tell.')
  return bold(`${fail} to mend, ${warn} to look at, ${note} worth knowing.`)
}
