/** The licence states as Windows numbers and names them. */

const names: readonly string[] = [
  'Unlicensed',
  'Licensed',
  'Initial grace period',
  'License expired or hardware out of tolerance',
  'Non-genuine grace period',
  'Notification',
  'Extended grace period',
]

/** Number of the state in which a machine is activated. */
export const licensedState = 1

/** The name that administrators know. */
export function licenceStateName(state: number): string {
  return names[state] ?? `State ${state}`
}
