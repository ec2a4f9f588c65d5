/** Pages of lists, as every route takes and gives them. */
import type { Page } from '@muster/core/stores'
import * as v from 'valibot'

/** Rows that one page holds at most. */
export const rowsMax = 500

/** Which page. */
export const pageQuery = v.object({
  limit: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(rowsMax)),
    '50',
  ),
  after: v.optional(v.pipe(v.string(), v.maxLength(500))),
})

/** The query as the store takes it. */
export function storeQuery({ limit, after }: v.InferOutput<typeof pageQuery>) {
  return { limit, ...(after === undefined ? {} : { after }) }
}

/** A page as the API gives it. */
export function pageOf<Item, Shown>({ items, next }: Page<Item>, present: (item: Item) => Shown) {
  return { items: items.map(present), next: next ?? null }
}
