/** Tables: headings that sort, rows that lead somewhere, narrow screens that leave out what is not needed. */
import type { ComponentChildren } from 'preact'

/** One column. */
export interface Column<Row> {
  readonly heading: string
  readonly cell: (row: Row) => ComponentChildren
  /** Name that the server sorts by. */
  readonly sort?: string
  readonly isNumber?: boolean
  /** Left out on narrow screens. */
  readonly isWide?: boolean
  readonly className?: string
}

/** How rows are sorted. */
export interface Sorting {
  readonly column: string
  readonly order: 'ascending' | 'descending'
  readonly choose: (column: string) => void
}

/** A table. */
export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
  sorting,
  isStacked = false,
}: {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string | number
  readonly sorting?: Sorting
  /** On narrow screens each cell stands on a line of its own, under its heading. */
  readonly isStacked?: boolean
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section class={`table-wrap ${isStacked ? 'stacked' : ''}`} aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.heading} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.heading} class={classOf(column)} data-name={column.heading}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Heading<Row>({
  column,
  sorting,
}: {
  readonly column: Column<Row>
  readonly sorting: Sorting | undefined
}) {
  const { heading, sort } = column
  if (sort === undefined || sorting === undefined)
    return (
      <th scope="col" class={classOf(column)}>
        {heading}
      </th>
    )
  const isSorted = sorting.column === sort
  return (
    <th scope="col" class={classOf(column)} aria-sort={isSorted ? sorting.order : 'none'}>
      <button type="button" class="sort" onClick={() => sorting.choose(sort)}>
        {heading}
        <span aria-hidden="true">{isSorted ? (sorting.order === 'ascending' ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  )
}

function classOf<Row>({ isNumber = false, isWide = false, className = '' }: Column<Row>): string {
  return `${isNumber ? 'number right' : ''} ${isWide ? 'wide' : ''} ${className}`.trim()
}
