/** The charts of reports: over time by uPlot, rows of bars by themselves. */
import { useMemo } from 'preact/hooks'
import { Chart, type Series } from '../components/chart.tsx'
import type { ReportChart as Content } from './insight-types.ts'

const coloursMax = 6
const dayMs = 86_400_000

/** One chart under its title. */
export function ReportChart({ chart }: { readonly chart: Content }) {
  return (
    <figure class="report-chart">
      <h3>{chart.title}</h3>
      {chart.kind === 'rows' ? <Rows chart={chart} /> : <OverTime chart={chart} />}
    </figure>
  )
}

function OverTime({ chart }: { readonly chart: Content }) {
  const { times, series } = useMemo(() => {
    const ofChart = chart.series.map(
      (one, index): Series => ({
        label: one.name,
        colour: colourOf(index),
        values: one.values,
        total: chart.kind === 'bars' ? undefined : null,
      }),
    )
    const level: readonly Series[] =
      chart.level === null || chart.level.value === 0
        ? []
        : [
            {
              label: chart.level.name,
              colour: '--chart-level',
              values: chart.labels.map(() => chart.level?.value ?? 0),
              isLevel: true,
              total: chart.level.value,
            },
          ]
    return {
      times: chart.labels.map((label) => (Date.parse(label) + localShiftMs(label)) / 1_000),
      series: [...ofChart, ...level],
    }
  }, [chart])
  return (
    <Chart
      times={times}
      series={series}
      label={labelOf(chart)}
      kind={chart.kind === 'bars' ? 'bars' : 'lines'}
    />
  )
}

function Rows({ chart }: { readonly chart: Content }) {
  const highest = Math.max(1, ...chart.series.flatMap(({ values }) => values))
  return (
    <>
      <dl class={`bars ${chart.series.length > 1 ? 'several' : ''}`}>
        {chart.labels.map((label, place) => (
          <div key={label}>
            <dt>{label}</dt>
            {chart.series.map(({ name, values }, index) => (
              <dd key={name}>
                {values[place] === 0 ? null : (
                  <span
                    class="bar-fill"
                    style={{
                      width: `${((values[place] ?? 0) / highest) * 100}%`,
                      background: `var(${colourOf(index)})`,
                    }}
                  />
                )}
                <span class="number">{(values[place] ?? 0).toLocaleString('en')}</span>
              </dd>
            ))}
          </div>
        ))}
      </dl>
      {chart.series.length > 1 ? (
        <figcaption>
          {chart.series.map(({ name }, index) => (
            <span key={name} class="legend">
              <span class="swatch" style={{ background: `var(${colourOf(index)})` }} />
              {name}
            </span>
          ))}
        </figcaption>
      ) : null}
    </>
  )
}

function colourOf(index: number): string {
  return `--chart-${(index % coloursMax) + 1}`
}

/** Days are days of UTC: at local midnight they stand under their own date. */
function localShiftMs(day: string): number {
  const minutes = new Date(Date.parse(day) + dayMs / 2).getTimezoneOffset()
  return minutes * 60_000
}

function labelOf({ title, labels, series }: Content): string {
  const last = labels.length - 1
  const texts = series.map(
    ({ name, values }) => `${name}: highest ${Math.max(0, ...values)}, last ${values[last] ?? 0}`,
  )
  return `${title}, from ${labels[0] ?? ''} to ${labels[last] ?? ''}. ${texts.join('; ')}.`
}
