/**
 * Entries of the count as rows that change hands: each entry has a slot of its application, and who enters takes over
 * the slot of one that left.
 */
import type { ApplicationCount, CountEntry } from '@muster/core/counting'

/** Counts as a batch found them, and the slots of their entries. */
export interface LockedCounts {
  readonly counts: ReadonlyMap<string, ApplicationCount>
  /** By application, and by CMID. */
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** A slot, and what it holds from now on; nothing where it goes. */
export interface EntryRow {
  readonly applicationId: string
  readonly slot: number
  readonly entry: CountEntry | undefined
}

/** The rows that differ from those that were found: entries keep theirs. */
export function changedRows(count: ApplicationCount, { counts, slots }: LockedCounts): readonly EntryRow[] {
  const { applicationId, entries } = count
  const taken = slots.get(applicationId) ?? new Map<string, number>()
  const known = counts.get(applicationId)?.entries
  const free = [...taken].filter(([cmid]) => !entries.has(cmid)).map(([, slot]) => slot)
  let next = taken.size === 0 ? 0 : Math.max(...taken.values()) + 1
  const rows: EntryRow[] = []
  for (const [cmid, entry] of entries) {
    if (known?.get(cmid)?.sequence === entry.sequence) continue
    rows.push({ applicationId, slot: taken.get(cmid) ?? free.shift() ?? next++, entry })
  }
  for (const slot of free) rows.push({ applicationId, slot, entry: undefined })
  return rows
}
