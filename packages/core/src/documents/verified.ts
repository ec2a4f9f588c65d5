/** The mark of what passed verification: only the verifying functions of this folder make it. */

declare const verifiedMark: unique symbol

/** A value whose signature and signer were checked, or, on a host only, that was accepted from its authority. */
export type Verified<T> = T & { readonly [verifiedMark]: true }

/** Marks a value; called at the end of a verification and nowhere else. */
export function markVerified<T>(value: T): Verified<T> {
  return value as Verified<T>
}
