/** Refused requests by reason, with what each reason means and what to do about it. */
import { describeCode } from '@muster/core/errors'
import type { EventCode } from '@muster/core/events'
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
export async function denialsReport(source: ReportSource, span: ReportSpan): Promise<Report> {
  const all = await source.reports.activity({ sinceMs: span.sinceMs, spanMs: msPerDay })
  const refused = all.filter(({ code }) => code !== 'success')
  const days = daysOf(span)
  const codes = [...new Set(refused.map(({ code }) => code))]
  const total = (some: typeof all) => some.reduce((sum, { requests }) => sum + requests, 0)
  const requests = total(all)
  const rows = new Map<string, { code: EventCode; product: string; requests: number; lastDay: string }>()
  for (const bucket of refused) {
    const key = `${bucket.code} ${bucket.productId}`
    rows.set(key, {
      code: bucket.code,
      product: productName(source, bucket.productId),
      requests: bucket.requests + (rows.get(key)?.requests ?? 0),
      lastDay: isoDay(bucket.startMs),
    })
  }
  return {
    name: 'denials',
    title: 'Refused requests',
    generatedAt: isoTime(span.nowMs),
    figures: [
      ['Refused', total(refused)],
      [
        'Share of all requests',
        requests === 0 ? '0 %' : `${((100 * total(refused)) / requests).toFixed(1)} %`,
      ],
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Refused requests of each day',
        labels: days.map(isoDay),
        series: codes.map((code) => ({
          name: code,
          values: days.map((startMs) =>
            total(refused.filter((bucket) => bucket.code === code && bucket.startMs === startMs)),
          ),
        })),
      },
    ],
    columns: [
      { key: 'code', heading: 'Code' },
      { key: 'product', heading: 'Product' },
      { key: 'requests', heading: 'Requests', align: 'right' },
      { key: 'lastDay', heading: 'Last on' },
      { key: 'meaning', heading: 'Meaning' },
      { key: 'remedy', heading: 'What to do' },
    ],
    rows: [...rows.values()]
      .sort((left, right) => right.requests - left.requests)
      .map((row) => ({ ...row, ...explain(row.code) })),
    notes:
      refused.length === 0
        ? ['No request was refused.']
        : ['Which machines: muster host events --id 12290, or its --format csv.'],
  }
}

function explain(code: EventCode): { readonly meaning: string; readonly remedy: string } {
  if (code === 'success') return { meaning: '', remedy: '' }
  const { sentence, remedy } = describeCode(code)
  return { meaning: sentence, remedy }
}
