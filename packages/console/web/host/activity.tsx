/** Requests and activations over time. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Loading, ProblemNote, Section } from '../components/basics.tsx'
import { Chart } from '../components/chart.tsx'
import { Choice } from '../components/choice.tsx'
import { call } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import type { Activity } from './types.ts'

const hourSeconds = 3_600
const refreshMs = 5_000

const spans = [
  { title: '24 hours', hours: 24, bucketHours: 1 },
  { title: '7 days', hours: 168, bucketHours: 6 },
  { title: '90 days', hours: 2_160, bucketHours: 24 },
] as const
type Span = (typeof spans)[number]

/** The section. `total` is how many requests there were: when it grows there is something new to draw. */
export function ActivitySection({ total }: { readonly total: number }) {
  const [hours, setHours] = useState<number>(spans[0].hours)
  const span = spans.find((candidate) => candidate.hours === hours) ?? spans[0]
  const [turn, setTurn] = useState(0)
  const load = useLoad(() => call<Activity>(`/activity?hours=${span.hours}`), `${span.hours} ${turn}`)
  useEffect(() => {
    const timer = setTimeout(() => setTurn((before) => before + 1), refreshMs)
    return () => clearTimeout(timer)
  }, [total])
  const options = spans.map(({ title, hours: value }) => ({ title, value }))
  const choice = <Choice label="Time span" options={options} chosen={hours} choose={setHours} />
  return (
    <Section title="Requests and activations" actions={choice}>
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? <Loading rows={6} /> : <Drawn activity={load.data} span={span} />}
    </Section>
  )
}

function Drawn({ activity, span }: { readonly activity: Activity; readonly span: Span }) {
  const signature = JSON.stringify(activity)
  const { times, series, label } = useMemo(() => seriesOf(activity, span), [signature, span])
  return <Chart times={times} series={series} label={label} />
}

function seriesOf({ hours }: Activity, { hours: spanHours, bucketHours, title }: Span) {
  const bucketSeconds = bucketHours * hourSeconds
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const last = Math.floor(nowSeconds / bucketSeconds) * bucketSeconds
  const buckets = Math.ceil(spanHours / bucketHours)
  const times = Array.from({ length: buckets }, (_, index) => last - (buckets - 1 - index) * bucketSeconds)
  const first = times[0] ?? last
  const answered = times.map(() => 0)
  const refused = times.map(() => 0)
  const activations = times.map(() => 0)
  for (const hour of hours) {
    const bucket = Math.floor((Date.parse(hour.start) / 1_000 - first) / bucketSeconds)
    if (bucket < 0 || bucket >= buckets) continue
    answered[bucket] = (answered[bucket] ?? 0) + hour.answered
    refused[bucket] = (refused[bucket] ?? 0) + hour.refused
    activations[bucket] = (activations[bucket] ?? 0) + hour.activations
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const label = `Requests in the last ${title}: ${sum(answered)} answered, of them ${sum(activations)} that activate; ${sum(refused)} refused.`
  const series = [
    { label: 'Answered', colour: '--chart-answered', values: answered },
    { label: 'Activated', colour: '--chart-activated', values: activations },
    { label: 'Refused', colour: '--chart-refused', values: refused },
  ]
  return { times, series, label }
}
