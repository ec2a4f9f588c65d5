/** What is counted: for each application a cache of machine entries (R2.3, R2.4). Plain readonly data; the rules are in count-draft.ts. */

/** One machine in the count of one application. */
export interface CountEntry {
  readonly cmid: string
  readonly requestedAtMs: number
  /** At this moment the entry is gone. */
  readonly expiresAtMs: number
  /** Grows with every request of the application: the order in which entries leave a full cache. */
  readonly sequence: number
  /** Hexadecimal; present where the licence counts a machine once by its fingerprint (R9.4). */
  readonly fingerprint?: string
}

/** The count cache of one application. */
export interface ApplicationCount {
  readonly applicationId: string
  /** Highest threshold among the products that have asked; 0 before the first. */
  readonly highestThreshold: number
  /** Twice the highest threshold; never shrinks. */
  readonly capacity: number
  readonly nextSequence: number
  /** By CMID, in order of sequence: the oldest first. */
  readonly entries: ReadonlyMap<string, CountEntry>
}

/** One step from one count state to the next; a store applies them in order, in one commit. */
export type CountChange =
  | { readonly kind: 'entry-put'; readonly applicationId: string; readonly entry: CountEntry }
  | {
      readonly kind: 'entry-removed'
      readonly applicationId: string
      readonly cmid: string
      /** Replaced: the same machine asked with another CMID, and the licence counts it once (R9.4). */
      readonly reason: 'expired' | 'evicted' | 'replaced'
    }
  | {
      readonly kind: 'capacity-raised'
      readonly applicationId: string
      readonly highestThreshold: number
      readonly capacity: number
    }

/** The cache of an application that nobody has asked for. */
export function emptyApplicationCount(applicationId: string): ApplicationCount {
  return { applicationId, highestThreshold: 0, capacity: 0, nextSequence: 1, entries: new Map() }
}

/**
 * The activation count at a moment: entries that are live then. Where the clock was set back, entries of the time
 * that it went through twice stay live until their own end.
 */
export function liveCount(count: ApplicationCount, nowMs: number): number {
  let live = 0
  for (const entry of count.entries.values()) if (isLive(entry, nowMs)) live++
  return live
}

/** Whether an entry counts at a moment; at exactly its end it does not. */
export function isLive(entry: CountEntry, nowMs: number): boolean {
  return nowMs < entry.expiresAtMs
}
