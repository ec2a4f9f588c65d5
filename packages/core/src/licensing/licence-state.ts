/** The seven licence states with the numbers that requests carry (R4.4). */

/** Unlicensed, licensed, initial grace, out-of-tolerance grace, revoked grace, notification, extended grace. */
export type LicenceState = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** Every state, in order of its number. */
export const licenceStates: readonly LicenceState[] = [0, 1, 2, 3, 4, 5, 6]

const names = [
  'unlicensed',
  'licensed',
  'initial-grace',
  'out-of-tolerance-grace',
  'revoked-grace',
  'notification',
  'extended-grace',
] as const

/** The name of a state. */
export type LicenceStateName = (typeof names)[number]

/** The stable name of a state, as `status --json` prints it. */
export function licenceStateName(state: LicenceState): LicenceStateName {
  return names[state]
}

/** Whether the product may be used without reminders: licensed, or in any grace. */
export function isUsable(state: LicenceState): boolean {
  return state !== 0 && state !== 5
}
