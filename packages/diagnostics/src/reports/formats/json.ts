/** A report as one JSON value. */
import type { Report } from '../report.ts'

/** What `--format json` prints. */
export function reportAsJson(report: Report): unknown {
  const { name, title, generatedAt, figures, charts, rows, notes, items } = report
  return {
    report: name,
    title,
    generatedAt,
    figures: Object.fromEntries(figures),
    charts,
    rows: items ?? rows,
    notes,
  }
}
