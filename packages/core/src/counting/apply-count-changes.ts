/** From one count state to the next by its changes: what whoever stores counts does with them. */
import { type ApplicationCount, type CountChange, emptyApplicationCount } from './count-state.ts'

/** The counts that the changes lead to, in order; those that are not named stay as they are. */
export function applyCountChanges(
  counts: ReadonlyMap<string, ApplicationCount>,
  changes: readonly CountChange[],
): ReadonlyMap<string, ApplicationCount> {
  const result = new Map(counts)
  for (const [applicationId, ofApplication] of changesByApplication(changes)) {
    const before = result.get(applicationId) ?? emptyApplicationCount(applicationId)
    result.set(applicationId, applyToOne(before, ofApplication))
  }
  return result
}

function changesByApplication(changes: readonly CountChange[]): ReadonlyMap<string, readonly CountChange[]> {
  const groups = new Map<string, CountChange[]>()
  for (const change of changes) {
    const group = groups.get(change.applicationId)
    if (group === undefined) groups.set(change.applicationId, [change])
    else group.push(change)
  }
  return groups
}

function applyToOne(count: ApplicationCount, changes: readonly CountChange[]): ApplicationCount {
  const entries = new Map(count.entries)
  let { highestThreshold, capacity, nextSequence } = count
  for (const change of changes) {
    switch (change.kind) {
      case 'capacity-raised':
        highestThreshold = change.highestThreshold
        capacity = change.capacity
        break
      case 'entry-removed':
        entries.delete(change.cmid)
        break
      case 'entry-put':
        // Removed first, so that a renewal moves the entry to the newest end.
        entries.delete(change.entry.cmid)
        entries.set(change.entry.cmid, change.entry)
        nextSequence = Math.max(nextSequence, change.entry.sequence + 1)
        break
    }
  }
  return { applicationId: count.applicationId, highestThreshold, capacity, nextSequence, entries }
}
