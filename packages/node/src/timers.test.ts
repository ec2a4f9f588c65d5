import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { backgroundTimers, systemTimers, timerDelayMsMax } from './timers.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test.each([1, timerDelayMsMax, timerDelayMsMax + 1, timerDelayMsMax * 3 + 5])(
  'a delay of %d ms ends after it, and not before',
  (delayMs) => {
    const callback = vi.fn()
    systemTimers.after(delayMs, callback)
    vi.advanceTimersByTime(delayMs - 1)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
  },
)

test('a delay that is over already ends at the next turn, never at once', () => {
  const callback = vi.fn()
  systemTimers.after(-5, callback)
  expect(callback).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(callback).toHaveBeenCalledTimes(1)
})

test.each([5, timerDelayMsMax + 5])(
  'a timer of %d ms that is taken back never fires; twice is harmless',
  (delayMs) => {
    const callback = vi.fn()
    const cancel = systemTimers.after(delayMs, callback)
    vi.advanceTimersByTime(delayMs - 1)
    cancel()
    cancel()
    vi.advanceTimersByTime(delayMs)
    expect(callback).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  },
)

test('background timers let the process end, system timers keep it', () => {
  vi.useRealTimers()
  const started = vi.spyOn(globalThis, 'setTimeout')
  const cancels = [
    systemTimers.after(60_000, () => undefined),
    backgroundTimers.after(60_000, () => undefined),
  ]
  const timers = started.mock.results.map(({ value }) => value as NodeJS.Timeout)
  expect(timers.map((timer) => timer.hasRef())).toEqual([true, false])
  for (const cancel of cancels) cancel()
  started.mockRestore()
})
