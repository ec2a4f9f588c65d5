/** The report as one HTML file: no script, nothing from elsewhere, light and dark, and a chart of each count. */
import type { WindowsReport } from '../examine.ts'
import { formatDay, formatTimeMs } from '../findings/evidence.ts'
import type { Finding } from '../findings/finding.ts'
import { countChart } from './count-chart.ts'
import { escapeHtml } from './escape-html.ts'
import { formatPlace } from './place-text.ts'
import {
  describeSource,
  machinesByExpiry,
  machinesByState,
  requestsByResult,
  severityCounts,
} from './summary.ts'

const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--card:#f6f8fa;--line:#d0d7de;--fail:#b3261e;--warn:#8a5a00;--note:#0b5cad}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--paper:#0d1117;--card:#161b22;--line:#30363d;--fail:#ff8a80;--warn:#e3b341;--note:#79c0ff}}
*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:64rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin:0}
section.finding{border:1px solid var(--line);border-left-width:6px;border-radius:6px;background:var(--card);padding:.75rem 1rem;margin:.75rem 0}
.fail{border-left-color:var(--fail)!important}.warn{border-left-color:var(--warn)!important}.note{border-left-color:var(--note)!important}
.mark{font-weight:700;margin-right:.5rem}.fail .mark{color:var(--fail)}.warn .mark{color:var(--warn)}.note .mark{color:var(--note)}
code,pre{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:var(--paper);border:1px solid var(--line);border-radius:4px;padding:.5rem;margin:.25rem 0}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .5rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}td.number,th.number{text-align:right}
small,.soft{color:var(--soft)}svg{width:100%;height:auto}summary{cursor:pointer}`

const marks = { fail: 'Mend', warn: 'Look at', note: 'Know' } as const

/** The whole report as an HTML document. */
export function formatReportHtml(report: WindowsReport): string {
  const { asOfMs } = report.examination
  const { fail, warn, note } = severityCounts(report)
  const asOf = asOfMs === undefined ? '' : ` as of ${formatTimeMs(asOfMs)}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Windows activation</title><style>${style}</style></head><body>
<h1>Windows activation${asOf}</h1>
<p>${fail} to mend, ${warn} to look at, ${note} worth knowing.</p>
${report.findings.map((finding) => findingHtml(finding, report)).join('\n')}
${numbersHtml(report)}
${sourcesHtml(report)}
</body></html>
`
}

function findingHtml(
  { severity, code, title, seen, why, actions, evidence }: Finding,
  report: WindowsReport,
): string {
  const { facts } = report.examination
  const lines = evidence.map(({ place, text }) => `${formatPlace(place, facts)}  ${text}`)
  return `<section class="finding ${severity}"><h3><span class="mark">${marks[severity]}</span>${escapeHtml(title)} <small>${escapeHtml(code)}</small></h3>
${seen.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}
<p class="soft">${escapeHtml(why)}</p>
${actions.map(({ what, command }) => `<p><strong>What to do:</strong> ${escapeHtml(what)}</p>${command === undefined ? '' : `<pre>${escapeHtml(command)}</pre>`}`).join('')}
${lines.length === 0 ? '' : `<details><summary>Evidence</summary><pre>${escapeHtml(lines.join('\n'))}</pre></details>`}</section>`
}

function numbersHtml(report: WindowsReport): string {
  const { counts, requests } = report.examination
  if (requests.size === 0) return ''
  const charts = counts.map(
    ({ host, application, asLogged, withoutDuplicates }) =>
      `<h2>Count for ${escapeHtml(application)}${host === '' ? '' : ` on ${escapeHtml(host)}`}</h2>
${countChart({ asLogged, withoutDuplicates })}
<p class="soft">${asLogged.days.length === 0 ? '' : `${formatDay(asLogged.days[0]?.day ?? 0)} to ${formatDay(asLogged.days.at(-1)?.day ?? 0)}; `}now ${asLogged.count}, without duplicates ${withoutDuplicates.count}, threshold ${asLogged.threshold}.</p>`,
  )
  const states = machinesByState(report).map(
    ({ name, machines, virtual }) => [name, machines, virtual] as const,
  )
  const expiries = machinesByExpiry(report).map(({ label, machines }) => [label, machines] as const)
  const results = requestsByResult(report).map(({ result, requests: asked }) => [result, asked] as const)
  return `${charts.join('\n')}
<h2>Machines by licence state</h2>${tableHtml(['State', 'Machines', 'Virtual'], states)}
<h2>Licensed machines by the end of their activation</h2>${tableHtml(['Ends', 'Machines'], expiries)}
<h2>Requests by result</h2>${tableHtml(['Result', 'Requests'], results)}`
}

function sourcesHtml({ examination: { facts } }: WindowsReport): string {
  const sources = facts.sources.map((source) => [source.name, describeSource(source)] as const)
  const gaps = facts.gaps.map(({ place, reason, text }) => [formatPlace(place, facts), reason, text] as const)
  const gapsTable =
    gaps.length === 0 ? '' : `<h2>Not understood</h2>${tableHtml(['Line', 'Why', 'Text'], gaps)}`
  return `<h2>Read</h2>${tableHtml(['Source', 'Held'], sources)}${gapsTable}`
}

function tableHtml(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (tag: 'td' | 'th', value: string | number) =>
    `<${tag}${typeof value === 'number' ? ' class="number"' : ''}>${escapeHtml(String(value))}</${tag}>`
  const head = headings.map((heading) => cell('th', heading)).join('')
  const body = rows.map((row) => `<tr>${row.map((value) => cell('td', value)).join('')}</tr>`).join('')
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}
