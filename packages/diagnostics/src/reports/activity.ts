/** Requests day by day: how many, and how many were answered. */
import type { Report } from './report.ts'
import {
  daysOf,
  isoDay,
  isoTime,
  msPerDay,
  productName,
  type ReportSource,
  type ReportSpan,
} from './report-source.ts'

/** Makes the report. */
export async function activityReport(source: ReportSource, span: ReportSpan): Promise<Report> {
  const buckets = await source.reports.activity({ sinceMs: span.sinceMs, spanMs: msPerDay })
  const days = daysOf(span)
  const total = (some: typeof buckets) => some.reduce((sum, { requests }) => sum + requests, 0)
  const answered = buckets.filter(({ code }) => code === 'success')
  const refused = buckets.filter(({ code }) => code !== 'success')
  const onDay = (some: typeof buckets, startMs: number) =>
    total(some.filter((one) => one.startMs === startMs))
  const products = [...new Set(answered.map(({ productId }) => productId))]
  return {
    name: 'activity',
    title: 'Requests',
    generatedAt: isoTime(span.nowMs),
    figures: [
      ['Requests', total(buckets)],
      ['Answered', total(answered)],
      ['Refused', total(refused)],
      ...products.map(
        (productId) =>
          [
            `Answered for ${productName(source, productId)}`,
            total(answered.filter((bucket) => bucket.productId === productId)),
          ] as const,
      ),
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Requests of each day',
        labels: days.map(isoDay),
        series: [
          { name: 'Answered', values: days.map((startMs) => onDay(answered, startMs)) },
          { name: 'Refused', values: days.map((startMs) => onDay(refused, startMs)) },
        ],
      },
    ],
    columns: [
      { key: 'day', heading: 'Day (UTC)' },
      { key: 'answered', heading: 'Answered', align: 'right' },
      { key: 'refused', heading: 'Refused', align: 'right' },
      { key: 'highestCount', heading: 'Highest count told', align: 'right' },
    ],
    rows: days.map((startMs) => ({
      day: isoDay(startMs),
      answered: onDay(answered, startMs),
      refused: onDay(refused, startMs),
      highestCount: Math.max(
        0,
        ...answered.filter((one) => one.startMs === startMs).map(({ countMax }) => countMax),
      ),
    })),
    notes: ['Sums of requests are kept for two years longer than the events themselves.'],
  }
}
