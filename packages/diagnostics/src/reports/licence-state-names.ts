/** Licence states in words (R4.4). */

const names = [
  'unlicensed',
  'licensed',
  'initial grace',
  'out-of-tolerance grace',
  'revoked grace',
  'notification',
  'extended grace',
]

/** 0–6. */
export const licenceStates: readonly number[] = names.map((_, state) => state)

/** A state in words. */
export function licenceStateName(state: number): string {
  return names[state] ?? String(state)
}
