/**
 * The shape of one row of the error table. What a code means to a person is here; what it means to a transport
 * (HTTP status, exit code) is the business of each door.
 */

/** Whether asking again can help: never, after the retry interval, or after somebody changed something. */
export type Retry = 'never' | 'later' | 'after-remedy'

/** One row of the error table. */
export interface CodeDefinition {
  /** Stable number, carried on the wire and in events. 0 is success and never stands in the table. */
  readonly number: number
  /** One sentence that says what happened. */
  readonly sentence: string
  /** What usually brings it about. */
  readonly cause: string
  /** What to do now. */
  readonly remedy: string
  readonly retry: Retry
  /** Number that administrators of Windows KMS know for the same thing, for comparison only. */
  readonly compare?: string
}

/** Checks the literal rows of one area against {@link CodeDefinition} and keeps their names as types. */
export function defineCodes<const Table extends Readonly<Record<string, CodeDefinition>>>(
  table: Table,
): Table {
  return table
}
