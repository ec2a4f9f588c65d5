import { describe, expect, test } from 'vitest'
import { EventQueue } from './event-queue.ts'
import { Life, timersOf } from './life.ts'
import { MachineClock } from './machine-clock.ts'
import { SeededRandom } from './seeded-random.ts'
import { Trace } from './trace.ts'
import { VirtualTime } from './virtual-time.ts'

const worldOf = () => new VirtualTime(1_000, new Trace())
const nothing = () => {}

describe('virtual time', () => {
  test('events happen in order of time, then of scheduling, and cancelled ones never', async () => {
    const time = worldOf()
    const happened: string[] = []
    time.after(5, 'later', () => happened.push(`later ${time.nowMs()}`))
    time.after(1, 'first', () => happened.push(`first ${time.nowMs()}`))
    time.after(1, 'second', () => happened.push(`second ${time.nowMs()}`))
    time.after(2, 'never', () => happened.push('never'))()
    await time.runUntil(1_005, nothing)
    expect(happened).toEqual(['first 1001', 'second 1001', 'later 1005'])
    expect(time.nowMs()).toBe(1_005)
  })

  test('what follows from an event has followed before the next, however many promises it takes', async () => {
    const time = worldOf()
    const happened: string[] = []
    time.after(1, 'a', async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      happened.push('all of a')
    })
    time.after(1, 'b', () => happened.push('b'))
    await time.runUntil(1_001, nothing)
    expect(happened).toEqual(['all of a', 'b'])
  })

  test('what lies beyond the end stays for the next run', async () => {
    const time = worldOf()
    let count = 0
    time.after(10, 'x', () => count++)
    await time.runUntil(1_009, nothing)
    expect(count).toBe(0)
    await time.runUntil(1_010, nothing)
    expect(count).toBe(1)
  })

  test('an error of a check ends the run', async () => {
    const time = worldOf()
    time.after(1, 'x', nothing)
    const check = () => {
      if (time.nowMs() > 1_000) throw new Error('broken')
    }
    await expect(time.runUntil(1_010, check)).rejects.toThrow('broken')
  })

  test('timers of a process end with it', async () => {
    const time = worldOf()
    const life = new Life()
    let count = 0
    timersOf(time, life, 'x').after(5, () => count++)
    life.end()
    await time.runUntil(1_010, nothing)
    expect(count).toBe(0)
  })
})

describe('its parts', () => {
  test('a queue of many gives them back sorted', () => {
    const random = new SeededRandom('queue')
    const queue = new EventQueue()
    const times = Array.from({ length: 500 }, () => random.between(0, 100))
    for (const [sequence, atMs] of times.entries())
      queue.push({ atMs, sequence, label: '', callback: nothing, isCancelled: sequence % 7 === 0 })
    const popped: number[] = []
    for (let event = queue.pop(); event !== undefined; event = queue.pop()) popped.push(event.atMs)
    const expected = times.filter((_, sequence) => sequence % 7 !== 0).sort((left, right) => left - right)
    expect(popped).toEqual(expected)
  })

  test('a seed gives the same stream again, and each fork another', () => {
    const drawn = (random: SeededRandom) => Array.from({ length: 5 }, () => random.unit())
    expect(drawn(new SeededRandom('a'))).toEqual(drawn(new SeededRandom('a')))
    expect(drawn(new SeededRandom('a').fork('b'))).not.toEqual(drawn(new SeededRandom('a')))
    const wide = Array.from({ length: 10_000 }, () => new SeededRandom('a').between(3, 3))
    expect(new Set(wide)).toEqual(new Set([3]))
  })

  test('a clock drifts, jumps, and is set right', async () => {
    const time = worldOf()
    const clock = new MachineClock(time)
    clock.drift(1_000)
    await time.runUntil(101_000, nothing)
    expect(clock.nowMs()).toBe(101_100)
    clock.jump(-5_000)
    expect(clock.nowMs()).toBe(96_100)
    clock.set()
    expect(clock.nowMs()).toBe(101_000)
  })
})
