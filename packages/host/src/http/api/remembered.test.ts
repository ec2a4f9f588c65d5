import { AppError } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { ManualTimers } from './insight.fixtures.ts'
import { answerMsMax, RememberedAnswers } from './remembered.ts'

const clock = { now: Date.UTC(2026, 0, 1), nowMs: () => clock.now }
const timers = new ManualTimers()

describe('answers that are remembered', () => {
  test('are made once for all who ask at the same time, and again once they are old', async () => {
    const remembered = new RememberedAnswers<number>({ clock, timers })
    let made = 0
    const make = async () => ++made
    const asked = await Promise.all([remembered.read('', make), remembered.read('', make)])
    expect(asked.map(({ answer }) => answer)).toEqual([1, 1])
    clock.now += 2_000
    expect(await remembered.read('', make)).toMatchObject({ answer: 1, isBeingRenewed: false })
    clock.now += 1
    expect(await remembered.read('', make)).toMatchObject({ answer: 1, isBeingRenewed: true })
    await expect.poll(async () => (await remembered.read('', make)).answer).toBe(2)
    clock.now += answerMsMax + 1
    expect(remembered.isAtHand('')).toBe(false)
    expect((await remembered.read('', make)).answer).toBe(3)
    expect(remembered.isAtHand('')).toBe(true)
  })

  test('a failure is told to who waits and not remembered', async () => {
    const remembered = new RememberedAnswers<number>({ clock, timers })
    const failing = remembered.read('', () => Promise.reject(new AppError('store-failed')))
    await expect(failing).rejects.toMatchObject({ code: 'store-failed' })
    expect((await remembered.read('', async () => 7)).answer).toBe(7)
  })

  test('who will ask again waits for a moment, and is given at once what is there', async () => {
    const remembered = new RememberedAnswers<number>({ clock, timers })
    let isMade: (answer: number) => void = () => undefined
    const make = () => new Promise<number>((resolve) => (isMade = resolve))
    const beganAtMs = clock.now
    const first = remembered.look('', make)
    await timers.pass()
    expect(await first).toEqual({ kind: 'under-way', beganAtMs })
    clock.now += 10_000
    const second = remembered.look('', make)
    await timers.pass()
    expect(await second).toEqual({ kind: 'under-way', beganAtMs })
    const third = remembered.look('', make)
    isMade(5)
    expect(await third).toMatchObject({ kind: 'there', answer: 5, madeAtMs: clock.now })
    // It took ten seconds: it is fresh for 200, and good enough for 2 000.
    clock.now += 200_000
    expect(await remembered.look('', make)).toMatchObject({ answer: 5, isBeingRenewed: false })
    clock.now += 1
    expect(await remembered.look('', make)).toMatchObject({ answer: 5, isBeingRenewed: true })
  })

  test('a failure that nobody waited for is told once to who asks next', async () => {
    const remembered = new RememberedAnswers<number>({ clock, timers })
    let fail: (error: unknown) => void = () => undefined
    const failing = () => new Promise<number>((_resolve, reject) => (fail = reject))
    const first = remembered.look('', failing)
    await timers.pass()
    expect(await first).toMatchObject({ kind: 'under-way' })
    const waiting = remembered.read('', failing)
    fail(new AppError('store-failed'))
    await expect(waiting).rejects.toMatchObject({ code: 'store-failed' })
    await expect(remembered.look('', failing)).rejects.toMatchObject({ code: 'store-failed' })
    expect(await remembered.look('', async () => 7)).toMatchObject({ answer: 7 })
  })
})
