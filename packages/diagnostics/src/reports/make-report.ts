/** The one place that knows every report by its name. */
import { activityReport } from './activity.ts'
import { churnReport } from './churn.ts'
import { countsReport } from './counts.ts'
import { denialsReport } from './denials.ts'
import { duplicatesReport } from './duplicates.ts'
import { expiryReport } from './expiry.ts'
import { licenceStatusReport } from './licence-status.ts'
import type { Report, ReportName } from './report.ts'
import type { ReportSource, ReportSpan } from './report-source.ts'
import { sharingNotes } from './sharing-hosts.ts'
import { virtualReport } from './virtual.ts'

const makers: Readonly<Record<ReportName, (source: ReportSource, span: ReportSpan) => Promise<Report>>> = {
  duplicates: duplicatesReport,
  churn: churnReport,
  counts: countsReport,
  'licence-status': licenceStatusReport,
  expiry: expiryReport,
  virtual: virtualReport,
  activity: activityReport,
  denials: denialsReport,
}

/** Makes a report of a host's store, while the host runs. Rejects with the codes of a store. */
export async function makeReport(name: ReportName, source: ReportSource, span: ReportSpan): Promise<Report> {
  const [report, notes] = await Promise.all([makers[name](source, span), sharingNotes(source)])
  return { ...report, notes: [...report.notes, ...notes] }
}
