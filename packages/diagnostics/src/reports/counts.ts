/** Activation counts: what each product's machines were told, day by day, and where the count stands now. */
import { liveCount } from '@muster/core/counting'
import type { Report } from './report.ts'
import {
  applicationName,
  daysOf,
  isoDay,
  isoTime,
  msPerDay,
  productName,
  type ReportSource,
  type ReportSpan,
} from './report-source.ts'

/** Makes the report. */
export async function countsReport(source: ReportSource, span: ReportSpan): Promise<Report> {
  const [activity, counts, groups] = await Promise.all([
    source.reports.activity({ sinceMs: span.sinceMs, spanMs: msPerDay }),
    source.store.counts(),
    source.reports.machineGroups(span.nowMs),
  ])
  const answered = activity.filter(({ code }) => code === 'success')
  const days = daysOf(span)
  const highest = (applicationId: string, startMs: number) =>
    Math.max(
      0,
      ...answered
        .filter((bucket) => bucket.applicationId === applicationId && bucket.startMs === startMs)
        .map(({ countMax }) => countMax),
    )
  const products = [...new Set([...source.products, ...groups].map(({ productId }) => productId))]
  return {
    name: 'counts',
    title: 'Activation counts',
    generatedAt: isoTime(span.nowMs),
    figures: counts.map((count) => [
      `Count of ${applicationName(source, count.applicationId)}`,
      `${liveCount(count, span.nowMs)} (highest threshold ${count.highestThreshold}, cache ${count.capacity})`,
    ]),
    charts: counts.map((count) => ({
      kind: 'lines',
      title: `Highest count of each day: ${applicationName(source, count.applicationId)}`,
      labels: days.map(isoDay),
      series: [{ name: 'Count', values: days.map((startMs) => highest(count.applicationId, startMs)) }],
      level: { name: 'Highest threshold', value: count.highestThreshold },
    })),
    columns: [
      { key: 'product', heading: 'Product' },
      { key: 'application', heading: 'Application' },
      { key: 'threshold', heading: 'Threshold', align: 'right' },
      { key: 'counted', heading: 'Machines that count', align: 'right' },
      { key: 'machines', heading: 'Machines known', align: 'right' },
      { key: 'requests', heading: 'Requests answered', align: 'right' },
      { key: 'highestCount', heading: 'Highest count told', align: 'right' },
    ],
    rows: products.map((productId) => {
      const known = source.products.find((product) => product.productId === productId)
      const machines = groups.filter((group) => group.productId === productId)
      const told = answered.filter((bucket) => bucket.productId === productId)
      return {
        product: productName(source, productId),
        application: applicationName(source, known?.applicationId ?? machines[0]?.applicationId ?? ''),
        threshold: known?.threshold ?? null,
        counted: sum(machines.map(({ counted }) => counted)),
        machines: sum(machines.map((group) => group.machines)),
        requests: sum(told.map(({ requests }) => requests)),
        highestCount: Math.max(0, ...told.map(({ countMax }) => countMax)),
      }
    }),
    notes: [
      'All products of one application are counted together; the cache holds twice the highest threshold.',
    ],
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
