/** The reports that the command line makes: to look at, and as files to send on. */
import { useState } from 'preact/hooks'
import { AsOf, Empty, Loading, PageHead, ProblemNote, Section, UnderWayNote } from '../components/basics.tsx'
import { Choice } from '../components/choice.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { apiRoot, call, queryText } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import type { ReportEntry, ReportView } from './insight-types.ts'
import { ReportChart } from './report-chart.tsx'

const spans = [
  { value: 7, title: '7 days' },
  { value: 30, title: '30 days' },
  { value: 90, title: '90 days' },
  { value: 365, title: 'A year' },
] as const
/** Reports of the inventory as it is, whatever the span. */
const timeless: ReadonlySet<string> = new Set(['licence-status', 'expiry', 'virtual', 'churn'])
const formats = ['csv', 'json', 'html'] as const
/** Of a table below a chart; a longer one is opened by who wants it. */
const rowsOpenMax = 15
/** Characters from which a text is given more room than a word. */
const longText = 25
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
const isoDay = /^\d{4}-\d\d-\d\d$/
const cmidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The page; without a name it shows the first report. */
export function ReportsPage({ name }: { readonly name: string }) {
  const menu = useLoad(() => call<readonly ReportEntry[]>('/reports'), '')
  const chosen = menu.data?.find((report) => report.name === name) ?? menu.data?.[0]
  return (
    <>
      <PageHead title="Reports" lead="The same as “muster report” makes, while the host runs." />
      <ProblemNote problem={menu.problem} />
      {menu.data === undefined || chosen === undefined ? (
        <Loading rows={12} />
      ) : (
        <div class="with-menu">
          <nav aria-label="Reports" class="side-menu">
            <ul>
              {menu.data.map((report) => (
                <li key={report.name}>
                  <a href={`#/reports/${report.name}`} aria-current={report === chosen ? 'page' : undefined}>
                    {report.title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <OneReport key={chosen.name} entry={chosen} />
        </div>
      )}
    </>
  )
}

function OneReport({ entry }: { readonly entry: ReportEntry }) {
  const [days, setDays] = useState<number>(30)
  const query = queryText({ days })
  const load = useLoad(() => call<ReportView>(`/reports/${entry.name}${query}`), query)
  const { data } = load
  const span = <Choice label="Time span" options={spans} chosen={days} choose={setDays} />
  return (
    <Section title={entry.title} note={entry.about} actions={timeless.has(entry.name) ? undefined : span}>
      <ProblemNote problem={load.problem} />
      {data === undefined ? (
        load.problem === undefined ? (
          <Loading rows={12} beganAt={load.beganAt} />
        ) : null
      ) : (
        <>
          <UnderWayNote beganAt={load.beganAt} />
          <Shown report={data} />
        </>
      )}
      <div class="actions">
        <span class="quiet">Download</span>
        {formats.map((format) => (
          <a
            key={format}
            class="button small"
            href={`${apiRoot}/reports/${entry.name}/file${queryText({ days, format })}`}
            download
          >
            {format.toUpperCase()}
          </a>
        ))}
      </div>
    </Section>
  )
}

function Shown({ report }: { readonly report: ReportView }) {
  const columns = report.columns.map(
    ({ key, heading, isNumber }): Column<Row> => ({
      heading,
      isNumber,
      className: report.rows.some(({ [key]: cell }) => isLong(cell ?? null)) ? 'long' : '',
      cell: ({ cells }) => <Cell value={cells[key] ?? null} />,
    }),
  )
  // What a report says where there is nothing, such as that no request was refused.
  const nothing = report.rows.length === 0 ? report.notes.find((note) => note.startsWith('No ')) : undefined
  const hidden = report.rowsTotal - report.rows.length
  return (
    <>
      <dl class="figures">
        {report.figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class="number">{typeof value === 'number' ? value.toLocaleString('en') : value}</dd>
          </div>
        ))}
      </dl>
      {report.charts.filter(hasValues).map((chart) => (
        <ReportChart key={chart.title} chart={chart} />
      ))}
      {report.rows.length === 0 ? (
        <Empty title={nothing ?? 'Nothing to report'}>What comes as machines ask stands here.</Empty>
      ) : (
        <details open={report.charts.length === 0 || report.rows.length <= rowsOpenMax} class="report-table">
          <summary>
            {report.rowsTotal === 1 ? '1 row' : `${report.rowsTotal.toLocaleString('en')} rows`}
          </summary>
          <Table
            label={report.title}
            columns={columns}
            rows={report.rows.map((cells, place) => ({ cells, place }))}
            keyOf={({ place }) => place}
            isStacked
          />
        </details>
      )}
      {hidden > 0 ? <p class="note">{hidden.toLocaleString('en')} more rows are in the files.</p> : null}
      {report.notes
        .filter((note) => note !== nothing)
        .map((note) => (
          <p key={note} class="note">
            {note}
          </p>
        ))}
      <p class="note">
        <AsOf iso={report.generatedAt} isBeingRenewed={report.isBeingRenewed} />
      </p>
    </>
  )
}

function hasValues({ series }: ReportView['charts'][number]): boolean {
  return series.some(({ values }) => values.some((value) => value > 0))
}

/** Whether a cell is a text that needs room. */
function isLong(cell: ReportView['rows'][number][string]): boolean {
  return typeof cell === 'string' && cell.length > longText && !cmidText.test(cell)
}

interface Row {
  readonly cells: ReportView['rows'][number]
  readonly place: number
}

function Cell({ value }: { readonly value: string | number | boolean | null }) {
  if (value === null || value === '') return '–'
  if (typeof value === 'number') return value.toLocaleString('en')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (isoTime.test(value)) return <Time iso={value} />
  if (cmidText.test(value)) return <a href={`#/machines/${value}`}>{value.slice(0, 8)}…</a>
  return isoDay.test(value) ? <span class="nowrap number">{value}</span> : value
}
