/**
 * A page of machines, as full as a moment allows: the store looks at a bounded number of rows at a time, and other
 * work gets its turn in between. Where few machines fit among very many, a page may be short and still go on.
 */
import type { Clock, Timers } from '@muster/core/ports'
import type { HostStore, MachineRecord, MachineSearch } from '@muster/core/stores'

/** Steps of a search that one page takes at most. */
const stepsMax = 25
/** Beyond it no further step is begun: a page is there within a tenth of a second, also on a slow disk. */
const pageMs = 30

/** What was found. */
export interface FoundMachines {
  readonly items: readonly MachineRecord[]
  readonly next: string | undefined
  /** Whether the page is as full as it can be; where it is not, the search goes on from `next`. */
  readonly complete: boolean
}

/** Finds machines. Throws `cursor-invalid`. */
export async function findMachines(
  { store, clock, timers }: { readonly store: HostStore; readonly clock: Clock; readonly timers: Timers },
  search: MachineSearch,
): Promise<FoundMachines> {
  const items: MachineRecord[] = []
  let { after } = search
  for (let step = 0; step < stepsMax; step++) {
    const limit = search.limit - items.length
    const page = await store.searchMachines({ ...search, limit, ...(after === undefined ? {} : { after }) })
    items.push(...page.items)
    after = page.next
    if (after === undefined || items.length === search.limit) return { items, next: after, complete: true }
    if (clock.nowMs() - search.nowMs >= pageMs) break
    await new Promise<void>((resolve) => timers.after(0, resolve))
  }
  return { items, next: after, complete: false }
}
