/** The table of R4.4 as data: what happens in each state. Whoever changes a licence state asks here and nowhere else. */
import type { LicenceState } from './licence-state.ts'

export const licenceTriggers = [
  'installed',
  'installed-extended',
  'activated',
  'grace-over',
  'validity-over',
  'hardware-out-of-tolerance',
  'identity-changed',
  'domain-left',
  'revoked',
  'rearmed',
  'rearmed-again',
  'key-removed',
  'state-damaged',
] as const

/** What can happen to a licence state. `rearmed-again` and `installed-extended` are for an initial grace that was extended before. */
export type LicenceTrigger = (typeof licenceTriggers)[number]

type Row = readonly [
  LicenceState,
  LicenceState,
  LicenceState,
  LicenceState,
  LicenceState,
  LicenceState,
  LicenceState,
]

/** The next state by trigger; the position in a row is the present state. */
export const licenceTransitions: Readonly<Record<LicenceTrigger, Row>> = {
  //                             0  1  2  3  4  5  6
  installed: /*               */ [2, 1, 2, 3, 4, 5, 6],
  'installed-extended': /*    */ [6, 1, 2, 3, 4, 5, 6],
  activated: /*               */ [1, 1, 1, 1, 1, 1, 1],
  'grace-over': /*            */ [0, 1, 5, 5, 5, 5, 5],
  'validity-over': /*         */ [0, 3, 2, 3, 4, 5, 6],
  'hardware-out-of-tolerance': [0, 3, 2, 3, 4, 5, 6],
  'identity-changed': /*      */ [0, 3, 2, 3, 4, 5, 6],
  'domain-left': /*           */ [0, 3, 2, 3, 4, 5, 6],
  revoked: /*                 */ [0, 4, 4, 4, 4, 5, 4],
  rearmed: /*                 */ [0, 2, 2, 2, 2, 2, 2],
  'rearmed-again': /*         */ [0, 6, 6, 6, 6, 6, 6],
  'key-removed': /*           */ [0, 0, 0, 0, 0, 0, 0],
  'state-damaged': /*         */ [0, 0, 0, 0, 0, 0, 0],
}

/** The state that follows. */
export function nextLicenceState(state: LicenceState, trigger: LicenceTrigger): LicenceState {
  return licenceTransitions[trigger][state]
}
