/** A report as one HTML file: no script, nothing from elsewhere, light and dark, readable on a telephone. */
import type { Cell, Report } from '../report.ts'
import { htmlText } from './html-text.ts'
import { svgChart } from './svg-chart.ts'

/** Rows that the page shows; CSV and JSON have all. */
export const htmlRowsMax = 2_000

const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--card:#f6f8fa;--line:#d0d7de;--s0:#0b5cad;--s1:#b3261e;--s2:#2e7d32;--s3:#8a5a00;--s4:#6a3fa0;--s5:#00696f}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--paper:#0d1117;--card:#161b22;--line:#30363d;--s0:#79c0ff;--s1:#ff8a80;--s2:#7ee787;--s3:#e3b341;--s4:#d2a8ff;--s5:#76e3ea}}
*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:72rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:.25rem 0}.soft,figcaption,th{color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,14rem),1fr));gap:.75rem;margin:1rem 0}
dl div{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.5rem .75rem}dt{color:var(--soft);font-size:.875rem}dd{margin:0;font-size:1.25rem;font-weight:600;overflow-wrap:anywhere}
figure{margin:1.5rem 0}svg{width:100%;height:auto;background:var(--card);border:1px solid var(--line);border-radius:6px}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}svg text.name{fill:var(--ink)}
.grid{stroke:var(--line)}.line{fill:none;stroke-width:2}.level{stroke:var(--s1);stroke-dasharray:6 4}
${[0, 1, 2, 3, 4, 5].map((place) => `.line.s${place}{stroke:var(--s${place})}.bar.s${place}{fill:var(--s${place})}.key.s${place}::before{background:var(--s${place})}`).join('')}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.875rem;margin:.25rem 0}.key::before{content:"";display:inline-block;width:.75rem;height:.75rem;border-radius:2px;margin-right:.35rem}.key.level::before{background:var(--s1);height:2px;vertical-align:middle}
table{border-collapse:collapse;width:100%;font-size:.9375rem}td,th{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{white-space:nowrap}td.right,th.right{text-align:right}
@media(max-width:640px){table,tbody,tr,td{display:block}thead{display:none}tr{border:1px solid var(--line);border-radius:6px;margin:.75rem 0;padding:.25rem .5rem;background:var(--card)}td,td.right{border:0;padding:.15rem 0;text-align:left}td::before{content:attr(data-name) ": ";color:var(--soft)}svg text{font-size:22px}}`

/** The whole report as an HTML document. */
export function formatHtml(report: Report): string {
  const rows = report.rows.slice(0, htmlRowsMax)
  const left = report.rows.length - rows.length
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlText(report.title)}</title><style>${style}</style></head><body>
<h1>${htmlText(report.title)}</h1><p class="soft">As of ${report.generatedAt.slice(0, 16).replace('T', ' ')} UTC</p>
<dl>${report.figures.map(([label, value]) => `<div><dt>${htmlText(label)}</dt><dd>${htmlText(figure(value))}</dd></div>`).join('')}</dl>
${report.charts.map(svgChart).join('\n')}
${tableHtml(report, rows)}
${left > 0 ? `<p class="soft">${left} more rows are in the CSV and JSON formats.</p>` : ''}
${report.notes.map((note) => `<p class="soft">${htmlText(note)}</p>`).join('')}
</body></html>
`
}

function tableHtml({ columns }: Report, rows: Report['rows']): string {
  if (rows.length === 0) return ''
  const kind = (align: 'right' | undefined) => (align === undefined ? '' : ' class="right"')
  const head = columns.map(({ heading, align }) => `<th${kind(align)} scope="col">${htmlText(heading)}</th>`)
  const lines = rows.map((row) => {
    const cells = columns.map(
      ({ key, heading, align }) =>
        `<td${kind(align)} data-name="${htmlText(heading)}">${htmlText(cellText(row[key] ?? null))}</td>`,
    )
    return `<tr>${cells.join('')}</tr>`
  })
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`
}

function figure(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en') : value
}

/** A cell for people: times to the minute. */
export function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return cell.toLocaleString('en')
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  const time = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\.\d{3}Z$/.exec(cell)
  return time === null ? cell : `${time[1]} ${time[2]} UTC`
}
