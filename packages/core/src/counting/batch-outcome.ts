/** What deciding a batch hands to the store. */
import type { ApplicationCount } from './count-state.ts'
import type { HostChange } from './host-change.ts'

/** What a batch decided: what to write, and what to hand back once it is durable. */
export interface BatchOutcome<Result> {
  /** In order. */
  readonly changes: readonly HostChange[]
  /** The counts that result from the changes; a store may keep them instead of reading again. */
  readonly countsAfter: ReadonlyMap<string, ApplicationCount>
  readonly result: Result
}
