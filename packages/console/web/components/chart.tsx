/** Numbers over time, drawn by uPlot; the same numbers stand in its label for who cannot see it. */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { theme } from '../state/theme.ts'

/** One series. */
export interface Series {
  readonly label: string
  /** Name of a colour token. */
  readonly colour: string
  readonly values: readonly number[]
  /** A line that the others are compared with. */
  readonly isLevel?: boolean
  /** What the legend says beside the label: the sum unless stated, nothing for null. */
  readonly total?: number | null | undefined
}

/** How series are drawn. */
export type ChartKind = 'bars' | 'lines'

/** Bars or lines by time. Times are seconds since the epoch. */
export function Chart({
  times,
  series,
  label,
  kind = 'bars',
}: {
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly label: string
  readonly kind?: ChartKind
}) {
  const element = useRef<HTMLDivElement>(null)
  const chosen = theme.value
  useEffect(() => {
    const target = element.current
    if (target === null) return
    let plot = draw(target, times, series, kind)
    const redraw = () => {
      plot.destroy()
      plot = draw(target, times, series, kind)
    }
    const observer = new ResizeObserver(() => {
      if (plot.width !== target.clientWidth) redraw()
    })
    observer.observe(target)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', redraw)
    return () => {
      dark.removeEventListener('change', redraw)
      observer.disconnect()
      plot.destroy()
    }
  }, [times, series, chosen, kind])
  return (
    <figure class="chart">
      <div class="chart-area" ref={element} role="img" aria-label={label} />
      <figcaption>
        {series.map((one) => (
          <span key={one.label} class="legend">
            <span class="swatch" style={{ background: `var(${one.colour})` }} />
            {one.label} <span class="number">{totalText(one)}</span>
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

const heightPx = 200

function totalText({ total, values }: Series): string {
  if (total === null) return ''
  return (total ?? values.reduce((sum, value) => sum + value, 0)).toLocaleString('en')
}

function draw(
  target: HTMLElement,
  times: readonly number[],
  series: readonly Series[],
  kind: ChartKind,
): uPlot {
  const style = getComputedStyle(target)
  const colour = (token: string) => style.getPropertyValue(token).trim()
  const axis = {
    stroke: colour('--quiet-text'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: colour('--line-soft'), width: 1 },
    ticks: { show: false },
  }
  const options: uPlot.Options = {
    width: target.clientWidth,
    height: heightPx,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      ...(kind === 'bars' ? { x: { range: withRoomForBars(times) } } : {}),
      y: { range: (_plot, _min, max) => [0, Math.max(5, max * 1.1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: timeLabels, size: 28 },
      { ...axis, size: 44 },
    ],
    series: [{}, ...series.map((one) => seriesOptions(one, kind, colour))],
  }
  return new uPlot(options, [[...times], ...series.map(({ values }) => [...values])], target)
}

/** Half a step more on both sides, so that the first bar and the last are whole. */
function withRoomForBars(
  times: readonly number[],
): (plot: uPlot, min: number, max: number) => [number, number] {
  const [first = 0, second = first + daySeconds] = times
  const step = second - first
  return (_plot, min, max) => [min - step / 2, max + step / 2]
}

/** A day where one begins, the hour else; as people here write them, without am and pm. */
function timeLabels(_plot: uPlot, splits: readonly number[]): string[] {
  const isByDay = (splits[1] ?? 0) - (splits[0] ?? 0) >= daySeconds
  return splits.map((seconds) => {
    const date = new Date(seconds * 1_000)
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0
    return isByDay || isMidnight ? dayLabel.format(date) : hourLabel.format(date)
  })
}

const daySeconds = 86_400
const dayLabel = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const hourLabel = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

function seriesOptions(
  { label, colour: token, isLevel = false }: Series,
  kind: ChartKind,
  colour: (token: string) => string,
): uPlot.Series {
  const line = { label, stroke: colour(token), points: { show: false } }
  if (isLevel) return { ...line, width: 1.5, dash: [6, 4] }
  if (kind === 'lines') return { ...line, width: 2 }
  const bars = uPlot.paths.bars?.({ size: [0.7, 40] })
  return { ...line, fill: colour(token), width: 0, ...(bars === undefined ? {} : { paths: bars }) }
}
