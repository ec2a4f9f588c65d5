/** Assertion of invariants: it fires only on a defect of this software, never on input. */

/** Throws when an invariant is broken. `invariant` states positively what must hold. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${invariant}`)
}
