/** A chart as inline SVG that reads at any width: lines over time, or rows of bars. Colours come from the page. */
import type { ReportChart } from '../report.ts'
import { htmlText } from './html-text.ts'

const width = 640
const height = 240
const margin = { left: 84, right: 16, top: 14, bottom: 30 }
const row = { label: 30, bar: 24, gap: 10 }
const gridLines = 4
const labelsMax = 4
/** Room for a day or a number, in the larger letters of a narrow page. */
const labelWidth = 130

/** The chart with its title and legend. */
export function svgChart(chart: ReportChart): string {
  return chart.kind === 'rows' ? rowsChart(chart) : chartOverTime(chart)
}

function chartOverTime(chart: ReportChart): string {
  const highest = Math.max(1, chart.level?.value ?? 0, ...chart.series.flatMap(({ values }) => values))
  const scale = { top: niceTop(highest), columns: Math.max(1, chart.labels.length) }
  const marks = chart.kind === 'lines' ? lines(chart, scale) : bars(chart, scale)
  return `<figure><figcaption>${htmlText(chart.title)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${htmlText(describe(chart))}">
${grid(scale)}${marks}${level(chart, scale)}${labels(chart, scale)}
</svg>${legend(chart)}</figure>`
}

interface Scale {
  readonly top: number
  readonly columns: number
}

function niceTop(highest: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(highest)) - 1) * gridLines
  return Math.max(gridLines, Math.ceil(highest / step) * step)
}

/** The middle of a column. */
function xOf(index: number, { columns }: Scale): number {
  return margin.left + ((index + 0.5) * (width - margin.left - margin.right)) / columns
}

function yOf(value: number, { top }: Scale): number {
  return height - margin.bottom - (value / top) * (height - margin.top - margin.bottom)
}

function grid(scale: Scale): string {
  return Array.from({ length: gridLines + 1 }, (_, index) => {
    const value = (scale.top * index) / gridLines
    const y = round(yOf(value, scale))
    return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}"/><text x="${margin.left - 6}" y="${y + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`
  }).join('')
}

function lines({ series }: ReportChart, scale: Scale): string {
  return series
    .map(({ values }, place) => {
      const points = values.map((value, index) => `${round(xOf(index, scale))},${round(yOf(value, scale))}`)
      return `<polyline class="line s${place % seriesColours}" points="${points.join(' ')}"/>`
    })
    .join('')
}

function bars({ series, labels: names }: ReportChart, scale: Scale): string {
  const column = (width - margin.left - margin.right) / scale.columns
  const bar = (column * 0.8) / Math.max(1, series.length)
  return series
    .map(({ name, values }, place) =>
      values
        .map((value, index) => {
          const x = round(xOf(index, scale) - column * 0.4 + place * bar)
          const y = round(yOf(value, scale))
          const title = `${names[index] ?? ''}, ${name}: ${value}`
          return `<rect class="bar s${place % seriesColours}" x="${x}" y="${y}" width="${round(bar)}" height="${round(height - margin.bottom - y)}"><title>${htmlText(title)}</title></rect>`
        })
        .join(''),
    )
    .join('')
}

function level({ level: wanted }: ReportChart, scale: Scale): string {
  if (wanted === undefined) return ''
  const y = round(yOf(wanted.value, scale))
  return `<line class="level" x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}"/>`
}

/** As many labels as fit, the first among them. */
function labels({ labels: names }: ReportChart, scale: Scale): string {
  const every = Math.max(1, Math.ceil(names.length / labelsMax))
  return names
    .map((name, index) => {
      if (index % every !== 0) return ''
      const x = Math.min(xOf(index, scale), width - labelWidth / 2)
      return `<text x="${round(x)}" y="${height - 8}" text-anchor="middle">${htmlText(name)}</text>`
    })
    .join('')
}

/** A row for each label: its name, and below it a bar for each series with its value. */
function rowsChart(chart: ReportChart): string {
  const { labels: names, series } = chart
  const highest = Math.max(1, ...series.flatMap(({ values }) => values))
  const rowHeight = row.label + series.length * row.bar + row.gap
  const rows = names.map((name, index) => {
    const y = index * rowHeight + row.label
    const bars = series.map(({ values }, place) => {
      const value = values[index] ?? 0
      const length = round((value / highest) * (width - 2 * margin.right - labelWidth))
      const top = y + place * row.bar
      return `<rect class="bar s${place % seriesColours}" x="${margin.right}" y="${top + 4}" width="${length}" height="${row.bar - 4}"/><text x="${margin.right + length + 6}" y="${top + row.bar - 2}">${value.toLocaleString('en')}</text>`
    })
    return `<text class="name" x="${margin.right}" y="${y - 2}">${htmlText(name)}</text>${bars.join('')}`
  })
  return `<figure><figcaption>${htmlText(chart.title)}</figcaption>
<svg viewBox="0 0 ${width} ${names.length * rowHeight + row.gap}" role="img" aria-label="${htmlText(describe(chart))}">${rows.join('')}</svg>${legend(chart)}</figure>`
}

function legend({ series, level: wanted }: ReportChart): string {
  const names = series.map(
    ({ name }, place) => `<span class="key s${place % seriesColours}">${htmlText(name)}</span>`,
  )
  const line =
    wanted === undefined ? [] : [`<span class="key level">${htmlText(wanted.name)}: ${wanted.value}</span>`]
  return `<p class="legend">${[...names, ...line].join(' ')}</p>`
}

/** What a person hears who cannot see it. */
function describe({ title, series }: ReportChart): string {
  const ranges = series.map(
    ({ name, values }) =>
      `${name} from ${Math.min(...values)} to ${Math.max(...values)}, last ${values.at(-1) ?? 0}`,
  )
  return `${title}. ${ranges.join('; ')}.`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Colours that the page states, `s0` and on. */
export const seriesColours = 6
