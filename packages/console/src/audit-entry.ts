/** What the console hands to a service's audit log. */

/** One change that somebody made, or a sign-in. Secrets never stand in it. */
export interface ConsoleAudit {
  /** The name of the operation, such as `setIntervals`. */
  readonly action: string
  /** The name of the token, and its role. */
  readonly who: string
  /** Network address. */
  readonly from: string
  readonly detail: string
}
