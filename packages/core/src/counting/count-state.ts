/** What is counted: for each application a cache of machine entries (R2.3, R2.4). Plain readonly data; the rules are in decide-activation.ts. */

/** One machine in the count of one application. */
export interface CountEntry {
  readonly cmid: string
  readonly requestedAtMs: number
  /** At this moment the entry is gone. */
  readonly expiresAtMs: number
  /** Grows with every request of the application: the order in which entries leave a full cache. */
  readonly sequence: number
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
      readonly reason: 'expired' | 'evicted'
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
