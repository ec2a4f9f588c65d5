/** What a demonstration tells, and what it leaves to the live line. */
import picocolors from 'picocolors'
import { describe, expect, test } from 'vitest'
import type { DemonstrationEvent } from './demonstration.ts'
import { createNarrator, liveLine } from './narrator.ts'

const plain = picocolors.createColors(false)

function asked(changes: Partial<Extract<DemonstrationEvent, { event: 'asked' }>>): DemonstrationEvent {
  return {
    event: 'asked',
    machine: 'machine-007',
    again: false,
    activated: false,
    count: 7,
    threshold: 25,
    missing: 18,
    activatedUntil: null,
    licensed: 0,
    ...changes,
  }
}

const activated = { activated: true, missing: 0, activatedUntil: '2027-05-21T05:00:00.000Z' }

describe('of the machines that ask too early', () => {
  test.each([
    [1, 24, 1],
    [2, 23, 0],
    [23, 2, 0],
    [24, 1, 1],
  ])('number %i is told that %i are missing: %i lines', (count, missing, lines) => {
    expect(createNarrator(plain)(asked({ count, missing })).length).toBe(lines)
  })
})

test('the one that reaches the threshold is named as such', () => {
  const event = asked({ ...activated, count: 25, licensed: 1 })
  expect(createNarrator(plain)(event).join()).toContain('The threshold is reached')
})

test('of those that come back only the first stays on the screen', () => {
  const narrate = createNarrator(plain)
  const event = asked({ ...activated, again: true, count: 30, licensed: 7 })
  expect([narrate(event).length, narrate(event).length]).toEqual([1, 0])
})

test('the live line shows how far it is', () => {
  expect(liveLine(asked({}))).toBe(
    '[#######.................] count 7 of 25: machine-007 is told that 18 are missing',
  )
  expect(liveLine(asked({ ...activated, count: 50 }))).toContain(`[${'#'.repeat(24)}]`)
  expect(liveLine({ event: 'stopped' })).toBeUndefined()
})
