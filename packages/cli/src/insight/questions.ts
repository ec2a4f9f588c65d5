/** What is asked of a host's store beside its service: as data, since the answers are made in another thread. */

import type { DuplicateCmid, Report, ReportName } from '@muster/diagnostics/reports'
import type {
  Churn,
  CoveredProduct,
  HostReportSource,
  InsightSpan,
  MachineRelations,
  ReportFormat,
  SharedCmid,
  SharedCmids,
} from '@muster/host'
import type { StoreFacts } from '../commands/doctor/diagnose-host.ts'

const otherCmidsMax = 100

/** One question, by kind, with the type of its answer. */
export interface Answers {
  readonly report: Report
  readonly 'report-file': string
  readonly duplicates: SharedCmids
  readonly churn: Churn
  readonly relations: MachineRelations
  readonly doctor: StoreFacts
}

/** One question. */
export type Question =
  | { readonly kind: 'report'; readonly name: ReportName; readonly span: InsightSpan }
  | {
      readonly kind: 'report-file'
      readonly name: ReportName
      readonly span: InsightSpan
      readonly format: ReportFormat
    }
  | { readonly kind: 'duplicates'; readonly span: InsightSpan }
  | { readonly kind: 'churn'; readonly span: InsightSpan; readonly machinesMax: number }
  | { readonly kind: 'relations'; readonly cmid: string; readonly span: InsightSpan }
  | { readonly kind: 'doctor'; readonly nowMs: number }

/** Answers a question. Rejects with the codes of a store. */
export async function answer(
  source: HostReportSource,
  question: Question,
): Promise<Answers[Question['kind']]> {
  const reports = await import('@muster/diagnostics/reports')
  switch (question.kind) {
    case 'report':
      return reports.makeReport(question.name, source, question.span)
    case 'report-file':
      return reportText(await reports.makeReport(question.name, source, question.span), question.format)
    case 'duplicates':
      return sharedCmids(source, question.span)
    case 'churn':
      return churn(source, question)
    case 'relations':
      return relations(source, question)
    case 'doctor':
      return (await import('../commands/doctor/diagnose-host.ts')).readStoreFacts(source, question.nowMs)
  }
}

async function reportText(report: Report, format: ReportFormat): Promise<string> {
  const { formatCsv, formatHtml, reportAsJson } = await import('@muster/diagnostics/reports')
  switch (format) {
    case 'csv':
      return formatCsv(report)
    case 'html':
      return formatHtml(report)
    case 'json':
      return `${JSON.stringify(reportAsJson(report), undefined, 2)}\n`
  }
}

async function sharedCmids(source: HostReportSource, span: InsightSpan): Promise<SharedCmids> {
  const { findDuplicates } = await import('@muster/diagnostics/reports')
  const { duplicates, complete } = await findDuplicates(source, span)
  const present = await presenter(source)
  const counts = await liveCounts(source, span.nowMs)
  const totals = counts.map(({ applicationId, count, capacity }) => {
    const missing = duplicates
      .filter((duplicate) => duplicate.applicationId === applicationId)
      .reduce((sum, { countWithoutDuplication }) => sum + Math.max(0, countWithoutDuplication - count), 0)
    const countWithoutDuplication = Math.min(Math.max(capacity, count), count + missing)
    return { applicationId, applicationName: nameOf(source, applicationId), count, countWithoutDuplication }
  })
  return { duplicates: duplicates.map(present), totals, complete }
}

async function churn(
  source: HostReportSource,
  { span, machinesMax }: { readonly span: InsightSpan; readonly machinesMax: number },
): Promise<Churn> {
  const { machines, totals } = await source.reports.churningMachines({ ...span, limit: machinesMax })
  const counts = await liveCounts(source, span.nowMs)
  const described: Churn['machines'][number][] = []
  for (const machine of machines) {
    const { applicationId, fingerprint } = machine
    const sightings = await source.reports.sightingsOf({ applicationId, fingerprint, limit: otherCmidsMax })
    const latest = sightings.toSorted((left, right) => left.lastSeenMs - right.lastSeenMs).at(-1)
    const latestCmid = latest?.cmid ?? null
    described.push({ ...machine, applicationName: nameOf(source, applicationId), latestCmid })
  }
  return {
    machines: described,
    totals: totals.map((total) => ({
      ...total,
      applicationName: nameOf(source, total.applicationId),
      count: counts.find(({ applicationId }) => applicationId === total.applicationId)?.count ?? 0,
    })),
  }
}

async function relations(
  source: HostReportSource,
  { cmid, span }: { readonly cmid: string; readonly span: InsightSpan },
): Promise<MachineRelations> {
  const { findDuplicatesOf } = await import('@muster/diagnostics/reports')
  const present = await presenter(source)
  const shared = (await findDuplicatesOf(source, span, cmid)).map(present)
  const { items } = await source.store.events({ cmid, limit: otherCmidsMax })
  const fingerprints = new Map<string, { readonly applicationId: string; readonly fingerprint: string }>()
  for (const { event } of items) {
    if (event.kind !== 'request-processed' || event.request.fingerprint === undefined) continue
    const { applicationId, fingerprint } = event.request
    fingerprints.set(`${applicationId} ${fingerprint}`, { applicationId, fingerprint })
  }
  const others = new Map<string, MachineRelations['otherCmids'][number]>()
  for (const known of fingerprints.values())
    for (const sighting of await source.reports.sightingsOf({ ...known, limit: otherCmidsMax }))
      if (sighting.cmid !== cmid) others.set(sighting.cmid, sighting)
  const otherCmids = [...others.values()].toSorted((left, right) => left.lastSeenMs - right.lastSeenMs)
  return { shared, otherCmids }
}

async function presenter(source: HostReportSource): Promise<(duplicate: DuplicateCmid) => SharedCmid> {
  const { describeEvidence } = await import('@muster/diagnostics/reports')
  return ({ machines, ...duplicate }) => ({
    ...duplicate,
    applicationName: nameOf(source, duplicate.applicationId),
    machines: machines.map(({ evidence, ...machine }) => ({
      ...machine,
      evidence: evidence === null ? null : describeEvidence(evidence),
    })),
  })
}

async function liveCounts(source: HostReportSource, nowMs: number) {
  const { liveCount } = await import('@muster/core/counting')
  const counts = await source.store.counts()
  return counts.map((stored) => ({
    applicationId: stored.applicationId,
    count: liveCount(stored, nowMs),
    capacity: stored.capacity,
  }))
}

function nameOf(
  { products }: { readonly products: readonly CoveredProduct[] },
  applicationId: string,
): string {
  return products.find((product) => product.applicationId === applicationId)?.applicationName ?? applicationId
}
