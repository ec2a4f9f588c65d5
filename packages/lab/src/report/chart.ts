/** Charts as SVG in text: lines over days, and states stacked. They carry their own axis and legend. */

/** A line of a chart; null is a gap. */
export interface ChartLine {
  readonly name: string
  readonly colour: string
  readonly values: readonly (number | null)[]
  /** A threshold rather than something measured. */
  readonly dashed?: boolean
}

/** What a chart shows. */
export interface Chart {
  readonly title: string
  readonly days: readonly number[]
  readonly lines: readonly ChartLine[]
  /** Values are put on top of each other and filled. */
  readonly stacked?: boolean
}

const width = 900
const height = 260
const left = 48
const right = 12
const top = 12
const bottom = 28
const ticksWanted = 5
const strokeMin = 2
const strokeStep = 2
const strokeMax = 8

/** The chart with its title and legend, as HTML. */
export function chartHtml(chart: Chart): string {
  const lines = chart.stacked ? stack(chart.lines) : chart.lines
  const highest = niceCeiling(
    Math.max(1, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))),
  )
  const place = placer(chart.days, highest)
  const drawn = lines.map((line, index) =>
    chart.stacked ? area(line, place) : path(line, place, strokeOf(index)),
  )
  const legend = chart.lines.map(
    ({ name, colour }) => `<span class="key"><i style="background:${colour}"></i>${escapeHtml(name)}</span>`,
  )
  return `<figure><figcaption>${escapeHtml(chart.title)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(chart.title)}">${axes(chart.days, highest, place)}${drawn.reverse().join('')}</svg>
<p class="legend">${legend.join('')}</p></figure>`
}

/** Text that may stand in HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

interface Placer {
  readonly x: (index: number) => string
  readonly xOfDay: (day: number) => string
  readonly y: (value: number) => string
}

function placer(days: readonly number[], highest: number): Placer {
  const last = Math.max(1e-9, days.at(-1) ?? 1)
  const xOfDay = (day: number) => (left + ((width - left - right) * day) / last).toFixed(1)
  return {
    x: (index) => xOfDay(days[index] ?? 0),
    xOfDay,
    y: (value) => (height - bottom - ((height - top - bottom) * value) / highest).toFixed(1),
  }
}

function axes(days: readonly number[], highest: number, place: Placer): string {
  const last = days.at(-1) ?? 1
  const step = niceStep(highest)
  const marks: string[] = []
  for (let value = 0; value <= highest; value += step)
    marks.push(
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${place.y(value)}" y2="${place.y(value)}"/><text class="y" x="${left - 6}" y="${place.y(value)}">${value}</text>`,
    )
  const dayStep = Math.max(1, niceStep(last))
  for (let day = 0; day <= last - dayStep / 5; day += dayStep)
    marks.push(`<text class="x" x="${place.xOfDay(day)}" y="${height - 8}">day ${day + 1}</text>`)
  return marks.join('')
}

/** The first line lies on top; those beneath are wider, so that lines which run together are all seen. */
function strokeOf(index: number): number {
  return Math.min(strokeMax, strokeMin + index * strokeStep)
}

function path({ values, colour, dashed }: ChartLine, place: Placer, stroke: number): string {
  let isOpen = false
  const steps = values.map((value, index) => {
    if (value === null) {
      isOpen = false
      return ''
    }
    const command = isOpen ? 'L' : 'M'
    isOpen = true
    return `${command}${place.x(index)} ${place.y(value)}`
  })
  const dash = dashed ? ' stroke-dasharray="6 4"' : ''
  return `<path d="${steps.join('')}" fill="none" stroke="${colour}" stroke-width="${dashed ? strokeMin : stroke}"${dash}/>`
}

function area({ values, colour }: ChartLine, place: Placer): string {
  const points = values.map((value, index) => `${place.x(index)},${place.y(value ?? 0)}`)
  const ends = `${place.x(values.length - 1)},${place.y(0)} ${place.x(0)},${place.y(0)}`
  return `<polygon points="${points.join(' ')} ${ends}" fill="${colour}"/>`
}

function stack(lines: readonly ChartLine[]): readonly ChartLine[] {
  const sums: number[] = []
  return lines.map((line) => {
    const values = line.values.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0)
      return sums[index] ?? 0
    })
    return { ...line, values }
  })
}

function niceStep(highest: number): number {
  const rough = highest / ticksWanted
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10
  return Math.max(1, factor * power)
}

function niceCeiling(highest: number): number {
  const step = niceStep(highest)
  return Math.ceil(highest / step) * step
}
