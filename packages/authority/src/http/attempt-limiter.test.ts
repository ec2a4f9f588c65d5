import { describe, expect, test } from 'vitest'
import { attemptWindowMs, createAttemptLimiter } from './attempt-limiter.ts'
import { createRefusalLog, refusalLinesMax, refusalWindowMs } from './refusal-log.ts'

const clock = { timeMs: 1_000_000, nowMs: () => clock.timeMs }

describe('failed attempts', () => {
  test('R10 the last that is allowed passes, then the address waits for a minute', () => {
    const limiter = createAttemptLimiter(3, clock)
    for (let n = 0; n < 2; n++) limiter.failed('192.0.2.1', 'key-unknown')
    expect(limiter.isBlocked('192.0.2.1')).toBe(false)
    limiter.failed('192.0.2.1', 'key-unknown')
    expect(limiter.isBlocked('192.0.2.1')).toBe(true)
    expect(limiter.isBlocked('192.0.2.2')).toBe(false)
    clock.timeMs += attemptWindowMs - 1
    expect(limiter.isBlocked('192.0.2.1')).toBe(true)
    clock.timeMs += 1
    expect(limiter.isBlocked('192.0.2.1')).toBe(false)
  })

  test('R10 what an honest host may cause does not count', () => {
    const limiter = createAttemptLimiter(1, clock)
    for (const code of ['host-limit-reached', 'clock-difference', 'store-failed', 'issuer-expired'] as const)
      limiter.failed('192.0.2.1', code)
    expect(limiter.isBlocked('192.0.2.1')).toBe(false)
  })

  test('R10 the addresses of one subscriber are one', () => {
    const limiter = createAttemptLimiter(1, clock)
    limiter.failed('2001:db8:1:2:3:4:5:6', 'key-unknown')
    limiter.failed('::ffff:192.0.2.9', 'key-unknown')
    expect(limiter.isBlocked('2001:db8:1:2::1')).toBe(true)
    expect(limiter.isBlocked('2001:db8:1:3::1')).toBe(false)
    expect(limiter.isBlocked('192.0.2.9')).toBe(true)
  })
})

test('R10 the log takes a few lines a minute of each code and says how many it left out', () => {
  const omitted: unknown[] = []
  const log = createRefusalLog({ write: (_level, _event, fields) => omitted.push(fields?.omitted) }, clock)
  for (let n = 0; n < 100; n++) log('request-malformed', {})
  expect(omitted).toHaveLength(refusalLinesMax)
  log('not-found', {})
  expect(omitted).toHaveLength(refusalLinesMax + 1)
  clock.timeMs += refusalWindowMs
  log('request-malformed', {})
  expect(omitted.at(-1)).toBe(100 - refusalLinesMax)
})
