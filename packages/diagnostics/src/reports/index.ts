export { describeEvidence } from './duplicates.ts'
export {
  type DuplicateCmid,
  type DuplicateMachine,
  type FoundDuplicates,
  findDuplicates,
  findDuplicatesOf,
} from './find-duplicates.ts'
export { formatCsv } from './formats/csv.ts'
export { cellText, formatHtml } from './formats/html.ts'
export { reportAsJson } from './formats/json.ts'
export { makeReport } from './make-report.ts'
export {
  type Cell,
  type Report,
  type ReportChart,
  type ReportColumn,
  type ReportName,
  reportNames,
} from './report.ts'
export type { KnownProduct, ReportSource, ReportSpan } from './report-source.ts'
