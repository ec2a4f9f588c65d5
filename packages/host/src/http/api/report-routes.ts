/** Reports, to look at and as files; the same that `muster report` makes. */
import { AnswerUnderWay, type ApiRoute, route } from '@muster/console'
import * as v from 'valibot'
import { reportFormats } from '../../insight.ts'
import { isoTime } from './fields.ts'
import {
  type Answered,
  type InsightAnswers,
  rowsShownMax,
  type ShownReport,
  usualDays,
} from './insight-answers.ts'

const daysMax = 730

const cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]))
const reportSchema = v.object({
  name: v.string(),
  title: v.string(),
  generatedAt: v.string(),
  isBeingRenewed: v.boolean(),
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
  String(usualDays),
)

/** The routes. */
export function reportRoutes(answers: InsightAnswers): readonly ApiRoute[] {
  return [menuRoute(answers), viewRoute(answers), fileRoute(answers)]
}

function menuRoute(answers: InsightAnswers): ApiRoute {
  return route({
    method: 'GET',
    path: '/reports',
    operation: 'listReports',
    summary: 'The reports that there are.',
    role: 'viewer',
    result: v.array(v.object({ name: v.string(), title: v.string(), about: v.string() })),
    handle: () => answers.menu.map((report) => ({ ...report })),
  })
}

function viewRoute(answers: InsightAnswers): ApiRoute {
  return route({
    method: 'GET',
    path: '/reports/:name',
    operation: 'getReport',
    summary: `One report with at most ${rowsShownMax} of its rows.`,
    role: 'viewer',
    mayTakeLong: true,
    query: v.object({ days: daysField }),
    result: reportSchema,
    handle: async (call) => {
      const { name = '' } = call.parameters
      return presentReport(await answers.report(name, call.query.days, call))
    },
  })
}

function fileRoute(answers: InsightAnswers): ApiRoute {
  return route({
    method: 'GET',
    path: '/reports/:name/file',
    operation: 'downloadReport',
    summary: 'One report whole, as a file.',
    role: 'viewer',
    query: v.object({ days: daysField, format: v.optional(v.picklist(reportFormats), 'csv') }),
    mediaType: 'text/csv',
    handle: async ({ parameters: { name = '' }, query: { days, format } }) => {
      const text = await answers.reportFile(name, days, format)
      const day = isoTime(answers.span(days).nowMs).slice(0, 10)
      const headers = {
        'content-type': mediaTypes[format],
        'content-disposition': `attachment; filename="muster-${name}-${day}.${format}"`,
        'cache-control': 'no-store',
      }
      return new Response(text, { headers })
    },
  })
}

function presentReport(answered: Answered<ShownReport>): AnswerUnderWay | v.InferOutput<typeof reportSchema> {
  if (answered instanceof AnswerUnderWay) return answered
  const { report, rowsTotal } = answered.answer
  const { name, title, generatedAt, figures, charts, columns, rows, notes } = report
  return {
    name,
    title,
    generatedAt,
    isBeingRenewed: answered.isBeingRenewed,
    figures: figures.map(([label, value]) => ({ label, value })),
    charts: charts.map(({ labels, series, level, ...chart }) => ({
      ...chart,
      labels: [...labels],
      series: series.map((one) => ({ name: one.name, values: [...one.values] })),
      level: level ?? null,
    })),
    columns: columns.map(({ key, heading, align }) => ({ key, heading, isNumber: align === 'right' })),
    rows: rows.map((row) => Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null]))),
    rowsTotal,
    notes: [...notes],
  }
}
