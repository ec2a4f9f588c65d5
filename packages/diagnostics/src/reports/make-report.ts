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
export function makeReport(name: ReportName, source: ReportSource, span: ReportSpan): Promise<Report> {
  return makers[name](source, span)
}
