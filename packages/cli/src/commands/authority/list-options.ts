/** How many rows a list shows, read page by page, and saying that there are more. */
import { authorityPageMax, type Page, type PageQuery } from '@muster/core/stores'
import type { CommandContext } from '../../framework/context.ts'
import { wholeNumber } from '../../framework/values.ts'

const rowsMax = 1_000_000

/** The flag of a list that may be long. */
export const listOptions = {
  limit: {
    value: 'NUMBER',
    summary: 'How many to show.',
    default: '1000',
    parse: wholeNumber({ min: 1, max: rowsMax }),
  },
} as const

/** The first rows of a list; tells a person where there are more. */
export async function readRows<Row>(
  context: Pick<CommandContext, 'note'>,
  limit: number,
  readPage: (query: PageQuery) => Promise<Page<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const place = after === undefined ? {} : { after }
    const page = await readPage({ ...place, limit: Math.min(limit - rows.length, authorityPageMax) })
    rows.push(...page.items)
    after = page.next
  } while (after !== undefined && rows.length < limit)
  if (after !== undefined) context.note(`There are more than these ${limit}: raise --limit.`)
  return rows
}
