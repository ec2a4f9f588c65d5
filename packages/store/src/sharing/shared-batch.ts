/**
 * One batch of one host on a database that hosts share (R2.13): locked, read, decided, written and committed in this
 * order, whatever the database. What a decision reads is read after its applications are locked, so that batches of
 * all hosts on one application happen one after another.
 */
import { type ApplicationCount, type BatchOutcome, emptyApplicationCount } from '@muster/core/counting'

/** A transaction that has begun. The database takes its statements in the order in which they are sent. */
export interface SharedTransaction {
  /** Locks the rows of applications until the end, in this order, entering those that are new. */
  lock(applicationIds: readonly string[]): Promise<unknown>
  /** Reads their counts, in a statement of its own that sees what was committed before the locks were given. */
  read(applicationIds: readonly string[]): Promise<ReadonlyMap<string, ApplicationCount>>
  /** Writes what was decided and commits; resolves once all of it is durable. */
  commit(outcome: BatchOutcome<unknown>): Promise<void>
  rollback(): Promise<void>
}

/** How a batch ended: committed, or not even decided, because the decision threw. */
export type BatchEnd<Result> =
  | { readonly outcome: BatchOutcome<Result> }
  /** No failure of the database: it passes as it is, and nothing was written. */
  | { readonly thrown: unknown }

/** Runs a batch in a transaction. Rejects with what the database failed with. */
export async function commitSharedBatch<Result>(
  transaction: SharedTransaction,
  applicationIds: readonly string[],
  decide: (counts: ReadonlyMap<string, ApplicationCount>) => BatchOutcome<Result>,
): Promise<BatchEnd<Result>> {
  const ordered = applicationIds.toSorted()
  const locked = transaction.lock(ordered)
  const [, counts] = await Promise.all([locked, transaction.read(ordered)])
  const decided = attempt(() => decide(select(applicationIds, counts)))
  if ('thrown' in decided) await transaction.rollback()
  else await transaction.commit(decided.outcome)
  return decided
}

function attempt<Result>(decide: () => BatchOutcome<Result>): BatchEnd<Result> {
  try {
    return { outcome: decide() }
  } catch (thrown) {
    return { thrown }
  }
}

function select(
  applicationIds: readonly string[],
  stored: ReadonlyMap<string, ApplicationCount>,
): ReadonlyMap<string, ApplicationCount> {
  return new Map(applicationIds.map((id) => [id, stored.get(id) ?? emptyApplicationCount(id)]))
}
