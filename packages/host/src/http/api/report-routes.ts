/** Reports, to look at and as files; the same that `muster report` makes. */
import { type ApiRoute, route } from '@muster/console'
import * as v from 'valibot'
import { type HostInsight, type InsightReport, reportFormats } from '../../insight.ts'
import type { HostApiContext } from './administration.ts'
import { insightOf } from './duplicate-routes.ts'
import { isoTime } from './fields.ts'
import { RememberedAnswers } from './remembered.ts'

const msPerDay = 86_400_000
const daysMax = 730
/** Rows that are shown; the files have all. */
const rowsShownMax = 200

const cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]))
const reportSchema = v.object({
  name: v.string(),
  title: v.string(),
  generatedAt: v.string(),
  figures: v.array(v.object({ label: v.string(), value: v.union([v.string(), v.number()]) })),
  charts: v.array(
    v.object({
      kind: v.picklist(['lines', 'bars', 'rows']),
      title: v.string(),
      labels: v.array(v.string()),
      series: v.array(v.object({ name: v.string(), values: v.array(v.number()) })),
      level: v.nullable(v.object({ name: v.string(), value: v.number() })),
    }),
  ),
  columns: v.array(v.object({ key: v.string(), heading: v.string(), isNumber: v.boolean() })),
  rows: v.array(v.record(v.string(), cell)),
  /** All there are; more than are shown stand in the files. */
  rowsTotal: v.number(),
  notes: v.array(v.string()),
})

const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  html: 'text/html; charset=utf-8',
} as const
const daysField = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(daysMax)),
  '30',
)

/** The routes. */
export function reportRoutes(context: HostApiContext): readonly ApiRoute[] {
  return [menuRoute(context), viewRoute(context), fileRoute(context)]
}

function menuRoute(context: HostApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/reports',
    operation: 'listReports',
    summary: 'The reports that there are.',
    role: 'viewer',
    result: v.array(v.object({ name: v.string(), title: v.string(), about: v.string() })),
    handle: () => insightOf(context).reports.map((report) => ({ ...report })),
  })
}

function viewRoute(context: HostApiContext): ApiRoute {
  const remembered = new RememberedAnswers<Awaited<ReturnType<HostInsight['report']>>>(context.clock)
  return route({
    method: 'GET',
    path: '/reports/:name',
    operation: 'getReport',
    summary: `One report with at most ${rowsShownMax} of its rows.`,
    role: 'viewer',
    query: v.object({ days: daysField }),
    result: reportSchema,
    handle: async ({ parameters: { name = '' }, query: { days } }) => {
      const make = () => insightOf(context).report(name, spanOf(context, days))
      const { answer } = await remembered.read(`${name} ${days}`, make)
      return presentReport(answer)
    },
  })
}

function fileRoute(context: HostApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/reports/:name/file',
    operation: 'downloadReport',
    summary: 'One report whole, as a file.',
    role: 'viewer',
    query: v.object({ days: daysField, format: v.optional(v.picklist(reportFormats), 'csv') }),
    mediaType: 'text/csv',
    handle: async ({ parameters: { name = '' }, query: { days, format } }) => {
      const text = await insightOf(context).reportFile(name, spanOf(context, days), format)
      const day = isoTime(context.clock.nowMs()).slice(0, 10)
      const headers = {
        'content-type': mediaTypes[format],
        'content-disposition': `attachment; filename="muster-${name}-${day}.${format}"`,
        'cache-control': 'no-store',
      }
      return new Response(text, { headers })
    },
  })
}

function spanOf({ clock }: HostApiContext, days: number) {
  const nowMs = clock.nowMs()
  return { nowMs, sinceMs: nowMs - days * msPerDay }
}

function presentReport(report: InsightReport): v.InferOutput<typeof reportSchema> {
  const { name, title, generatedAt, figures, charts, columns, rows, notes } = report
  return {
    name,
    title,
    generatedAt,
    figures: figures.map(([label, value]) => ({ label, value })),
    charts: charts.map(({ labels, series, level, ...chart }) => ({
      ...chart,
      labels: [...labels],
      series: series.map((one) => ({ name: one.name, values: [...one.values] })),
      level: level ?? null,
    })),
    columns: columns.map(({ key, heading, align }) => ({ key, heading, isNumber: align === 'right' })),
    rows: rows
      .slice(0, rowsShownMax)
      .map((row) => Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null]))),
    rowsTotal: rows.length,
    notes: [...notes],
  }
}
