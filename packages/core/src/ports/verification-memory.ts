/** What a process remembers of what it verified. Absent or empty, everything is verified again, with the same result. */

/** Results of verifications, by the exact bytes that they follow from. Bounded, and kept in no file. */
export interface VerificationMemory {
  /** What `keep` was given for the same bytes in the same order; undefined where that was never, or is forgotten. */
  recall(verified: readonly Uint8Array[]): unknown
  keep(verified: readonly Uint8Array[], result: object): void
}
