/** How a shared database and the way to it behave. */

/** The weather of a database. Chances are from 0 to 1, of each statement unless said otherwise. */
export interface DatabaseConditions {
  /** How long a statement takes at most; 0 is at once. */
  readonly statementMsMax: number
  /** How long a commit takes at most; 0 is at once. */
  readonly commitMsMax: number
  /** The server gives up a transaction because of others. */
  readonly serializationFailureChance: number
  /** The connection breaks; at a commit, before it or after it. */
  readonly lossChance: number
  /** Server or host stand still for a while in the middle of a transaction. */
  readonly stallChance: number
  /** Of each commit: the server's disk is full. */
  readonly diskFullChance: number
  /** Called as a commit begins. */
  readonly onCommit?: () => CommitFault | undefined
}

/** What befalls one commit. */
export type CommitFault = 'fails' | 'undone' | 'lost-before' | 'lost-after'

/** A database next door that does nothing wrong. */
export const soundDatabase: DatabaseConditions = {
  statementMsMax: 0,
  commitMsMax: 1,
  serializationFailureChance: 0,
  lossChance: 0,
  stallChance: 0,
  diskFullChance: 0,
}
