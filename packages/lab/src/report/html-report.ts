/** A scenario's report as one HTML file: findings, charts and tables, light and dark, without a script or another file. */
import type { LicenceState } from '@muster/core/licensing'
import { dayText, hoursText } from '../scenarios/findings.ts'
import type { ScenarioReport } from '../scenarios/report-shape.ts'
import { type Chart, chartHtml, escapeHtml } from './chart.ts'

/** States that are shown as one. */
interface StateKind {
  readonly name: string
  readonly colour: string
  readonly states: readonly LicenceState[]
}

const lineColours = ['#1f6feb', '#d4720b', '#8250df', '#1a7f37', '#bf3989', '#57606a']
const thresholdColour = '#cf222e'
const stateKinds: readonly StateKind[] = [
  { name: 'Licensed', colour: '#2da44e', states: [1] },
  { name: 'Initial grace', colour: '#54aeff', states: [2, 6] },
  { name: 'Out of tolerance', colour: '#eac54f', states: [3] },
  { name: 'Notification', colour: '#fa4549', states: [5] },
  { name: 'Unlicensed or revoked', colour: '#8c959f', states: [0, 4] },
]

/** The whole file. */
export function scenarioHtml(report: ScenarioReport): string {
  const title = `${report.scenario}: ${report.summary}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>
<h1>${escapeHtml(report.scenario)}</h1><p>${escapeHtml(report.summary)}</p>
<h2>${escapeHtml(report.question)}</h2>
<ul>${report.findings.map((finding) => `<li>${escapeHtml(finding)}</li>`).join('')}</ul>
${chartsOf(report).map(chartHtml).join('\n')}
<h2>Hosts</h2>${tableHtml(hostHeadings, hostRows(report))}
<h2>Machines</h2>${tableHtml(groupHeadings, groupRows(report))}
<p class="foot">${report.machines} machines over ${Math.round(report.days)} days of virtual time, seed ${report.seed}, trace ${report.traceHash}.
The same code that runs in a network ran here with a simulated clock, network and disks. Days count from the first morning.</p>
</main></body></html>
`
}

function chartsOf({ samples, hosts, threshold }: ScenarioReport): readonly Chart[] {
  const days = samples.map(({ day }) => day)
  const counts = hosts.map(({ name }, index) => ({
    name: `Count of ${name}`,
    colour: lineColours[index % lineColours.length] ?? '',
    values: samples.map((sample) => sample.counts[index] ?? null),
  }))
  const thresholdLine = {
    name: `Threshold ${threshold}`,
    colour: thresholdColour,
    values: samples.map(() => threshold),
    dashed: true,
  }
  const states = stateKinds.map(({ name, colour, states: numbers }) => ({
    name,
    colour,
    values: samples.map((sample) => numbers.reduce<number>((sum, number) => sum + sample.states[number], 0)),
  }))
  const requests = samples.map(({ requestsPerHour }) => requestsPerHour)
  return [
    { title: 'Activation count against the threshold', days, lines: [...counts, thresholdLine] },
    { title: 'Licence states of the machines', days, lines: states, stacked: true },
    {
      title: 'Requests an hour',
      days,
      lines: [{ name: 'Requests an hour', colour: '#1f6feb', values: requests }],
    },
  ]
}

const hostHeadings = [
  'Host',
  'Threshold reached',
  'Highest count',
  'Count at the end',
  'Cache',
  'Requests',
  'Refused',
]

function hostRows({ hosts }: ScenarioReport): readonly (readonly string[])[] {
  return hosts.map((host) => [
    host.name,
    host.thresholdReachedDay === null ? 'never' : dayText(host.thresholdReachedDay),
    ...[host.highestCount, host.finalCount, host.capacity, host.requests, host.refused].map(String),
  ])
}

const groupHeadings = [
  'Group',
  'Machines',
  'Ever licensed',
  'At the end',
  'Usual wait',
  'Longest wait',
  'CMIDs',
  'Why not',
]

function groupRows({ groups }: ScenarioReport): readonly (readonly string[])[] {
  return groups.map(({ name, machines, everLicensed, licensedAtEnd, waitHours, cmids, reasons }) => [
    name,
    ...[machines, everLicensed, licensedAtEnd].map(String),
    waitHours === null ? '–' : hoursText(waitHours.middle),
    waitHours === null ? '–' : hoursText(waitHours.longest),
    String(cmids),
    Object.entries(reasons)
      .map(([code, count]) => `${code} (${count})`)
      .join(', '),
  ])
}

function tableHtml(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`
}

const style = `
:root{color-scheme:light dark;--ink:#1f2328;--paper:#fff;--line:#d0d7de;--soft:#57606a}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--line:#30363d;--soft:#9198a1}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:960px;margin:0 auto;padding:1.5rem 1rem}
h1{margin:0}h2{font-size:1.15rem;margin:1.5rem 0 .5rem}
figure{margin:1.5rem 0}figcaption{font-weight:600}svg{width:100%;height:auto}
.grid{stroke:var(--line)}svg text{fill:var(--soft);font-size:12px}.y{text-anchor:end;dominant-baseline:middle}
.legend{margin:.25rem 0;color:var(--soft)}.key{margin-right:1.25rem;white-space:nowrap}
.key i{display:inline-block;width:.8em;height:.8em;margin-right:.4em;border-radius:2px}
svg{overflow:visible}path{vector-effect:non-scaling-stroke}
@media(max-width:600px){svg text{font-size:26px}}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
.foot{color:var(--soft);font-size:.9rem}`
