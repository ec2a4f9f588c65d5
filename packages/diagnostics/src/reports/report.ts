/** What a report is before it is written in any format: figures, charts, one table, notes. */

/** One value of a table; null where there is none. */
export type Cell = string | number | boolean | null

/** A column of the table. */
export interface ReportColumn {
  /** Name in JSON and CSV. */
  readonly key: string
  readonly heading: string
  readonly align?: 'right'
}

/** One line or one row of bars. */
export interface ChartSeries {
  readonly name: string
  /** One for each label of the chart. */
  readonly values: readonly number[]
}

/** A chart: lines or bars over time, or rows of bars with a name each. */
export interface ReportChart {
  readonly kind: 'lines' | 'bars' | 'rows'
  readonly title: string
  readonly labels: readonly string[]
  readonly series: readonly ChartSeries[]
  /** A value that all are compared with, such as a threshold. */
  readonly level?: { readonly name: string; readonly value: number }
}

/** A report. */
export interface Report {
  readonly name: ReportName
  readonly title: string
  /** ISO 8601. */
  readonly generatedAt: string
  /** The figures that matter most. */
  readonly figures: readonly (readonly [label: string, value: string | number])[]
  readonly charts: readonly ReportChart[]
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly Readonly<Record<string, Cell>>[]
  /** What to know when reading it; sentences. */
  readonly notes: readonly string[]
  /** In JSON instead of the rows, where they lose something. */
  readonly items?: readonly unknown[]
}

/** All reports, in the order of the help. */
export const reportNames = [
  'duplicates',
  'churn',
  'counts',
  'licence-status',
  'expiry',
  'virtual',
  'activity',
  'denials',
] as const

/** One of {@link reportNames}. */
export type ReportName = (typeof reportNames)[number]
