import type { LogFields } from '@muster/core/ports'
import { describe, expect, test } from 'vitest'
import { createLimitedLog, linesPerWindowMax, windowMs } from './limited-log.ts'

describe('the log about peers', () => {
  test('a kind writes its first lines, then nothing until the window ends, then says how many were left out', () => {
    const { log, lines, clock } = recording()
    for (let count = 0; count < linesPerWindowMax + 7; count++)
      log.warn('request-refused', 'request-malformed')
    expect(lines).toHaveLength(linesPerWindowMax)
    clock.now += windowMs - 1
    log.warn('request-refused', 'request-malformed')
    expect(lines).toHaveLength(linesPerWindowMax)
    clock.now += 1
    log.warn('request-refused', 'request-malformed')
    expect(lines).toHaveLength(linesPerWindowMax + 1)
    expect(lines.at(-1)).toEqual({ code: 'request-malformed', suppressed: 8 })
  })

  test('kinds do not use up one another', () => {
    const { log, lines } = recording()
    for (let count = 0; count < 50; count++) log.warn('request-refused', 'request-malformed')
    log.warn('request-refused', 'clock-difference')
    log.warn('connection-refused', 'host-busy')
    expect(lines).toHaveLength(linesPerWindowMax + 2)
  })

  test('however many kinds there are, memory and lines stay bounded', () => {
    const { log, lines } = recording()
    for (let kind = 0; kind < 10_000; kind++) log.warn('request-refused', `kind-${kind}`)
    expect(lines.length).toBeLessThanOrEqual(205)
  })
})

function recording() {
  const lines: LogFields[] = []
  const clock = { now: 1_000_000, nowMs: () => clock.now }
  const log = createLimitedLog({ write: (_level, _event, fields) => lines.push(fields ?? {}) }, clock)
  return { log, lines, clock }
}
