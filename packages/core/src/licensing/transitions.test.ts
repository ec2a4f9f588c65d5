import { expect, test } from 'vitest'
import { licenceStateName, licenceStates } from './licence-state.ts'
import { licenceTransitions, licenceTriggers, nextLicenceState } from './transitions.ts'

test('R4.4 the table has a row for every trigger and a state for every state', () => {
  expect(Object.keys(licenceTransitions).sort()).toEqual([...licenceTriggers].sort())
  for (const trigger of licenceTriggers) expect(licenceTransitions[trigger]).toHaveLength(7)
})

test('R4.4 every state has its number and name', () => {
  expect(licenceStates.map(licenceStateName)).toEqual([
    'unlicensed',
    'licensed',
    'initial-grace',
    'out-of-tolerance-grace',
    'revoked-grace',
    'notification',
    'extended-grace',
  ])
})

/** Trigger, from, to: every change that R4.4 names; whatever is not listed stays as it is. */
const changes: readonly (readonly [keyof typeof licenceTransitions, readonly number[], number])[] = [
  ['installed', [0], 2],
  ['installed-extended', [0], 6],
  ['activated', [0, 2, 3, 4, 5, 6], 1],
  ['grace-over', [2, 3, 4, 6], 5],
  ['validity-over', [1], 3],
  ['hardware-out-of-tolerance', [1], 3],
  ['identity-changed', [1], 3],
  ['domain-left', [1], 3],
  ['revoked', [1, 2, 3, 6], 4],
  ['rearmed', [1, 3, 4, 5, 6], 2],
  ['rearmed-again', [1, 2, 3, 4, 5], 6],
  ['key-removed', [1, 2, 3, 4, 5, 6], 0],
  ['state-damaged', [1, 2, 3, 4, 5, 6], 0],
]

test.each(licenceTriggers)(
  'R4.4 %s leads from each state where the rule says, and nowhere else',
  (trigger) => {
    const row = changes.find(([name]) => name === trigger)
    for (const state of licenceStates) {
      const expected = row?.[1].includes(state) ? row[2] : state
      expect(nextLicenceState(state, trigger), `from ${state}`).toBe(expected)
    }
  },
)

test('R4.4 only an activation leads to licensed', () => {
  for (const trigger of licenceTriggers) {
    for (const state of licenceStates) {
      if (trigger !== 'activated' && state !== 1) expect(nextLicenceState(state, trigger)).not.toBe(1)
    }
  }
})
