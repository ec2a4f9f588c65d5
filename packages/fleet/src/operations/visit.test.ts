/** Many machines at once: never more than asked for, each result once, and going on where it was interrupted. */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type Answering, fleetFolder, fleetIn, newMak, statusText } from '../fleet.fixtures.ts'

const all = { kind: 'selection', selection: {} } as const
const resume = { kind: 'resume' } as const
const options = { reach: { remoteCommand: 'muster' }, concurrency: 3, timeoutMs: 10_000 }
const names = Array.from({ length: 12 }, (_, index) => `m${String(index).padStart(2, '0')}`)

function fleetOf(folder: string, answer: Answering) {
  const made = fleetIn(folder, { answer })
  made.fleet.add(
    names.map((name) => ({ name })),
    'added',
  )
  return made.fleet
}

describe('visiting machines', () => {
  test('as many as asked for are asked at once, and never more', async () => {
    using folder = fleetFolder()
    let [now, most] = [0, 0]
    const fleet = fleetOf(folder.path, async () => {
      most = Math.max(most, ++now)
      await setImmediate()
      now--
      return { stdout: statusText() }
    })
    const results = await fleet.refresh(all, options)
    expect([results.length, most]).toEqual([names.length, options.concurrency])
    fleet.close()
  })

  test('a machine that takes too long is given up, and the others are not held up', async () => {
    using folder = fleetFolder()
    const fleet = fleetOf(folder.path, (machine) =>
      machine === 'm00' ? { ended: 'timeout', exitCode: null } : { stdout: statusText() },
    )
    const results = await fleet.refresh(all, options)
    const failed = results.filter(({ done }) => !done)
    expect(failed.map(({ machine, failure }) => [machine, failure?.code])).toEqual([['m00', 'fleet-timeout']])
    fleet.close()
  })

  test('what was stopped goes on with the rest, in another process too', async () => {
    using folder = fleetFolder()
    const stop = new AbortController()
    const asked: string[] = []
    const answer: Answering = (machine) => {
      asked.push(machine)
      if (asked.length === 5) stop.abort()
      return { stdout: statusText() }
    }
    const first = fleetOf(folder.path, answer)
    const results = await first.refresh(all, { ...options, concurrency: 1, signal: stop.signal })
    expect(results.map(({ machine }) => machine)).toEqual(names.slice(0, 5))
    first.close()
    const second = fleetOf(folder.path, answer)
    expect(second.remaining('refresh')).toBe(names.length - 5)
    await second.refresh(resume, options)
    expect(asked.toSorted()).toEqual(names)
    await expect(async () => second.refresh(resume, options)).rejects.toMatchObject({
      code: 'fleet-nothing-to-resume',
    })
    second.close()
  })

  test('a key goes by standard input, and is on no command line', async () => {
    using folder = fleetFolder()
    const seen: string[] = []
    const inputs = new Set<string | undefined>()
    const fleet = fleetOf(folder.path, (_machine, words, input) => {
      seen.push(words)
      if (words.includes('install-key')) inputs.add(input)
      return { stdout: statusText() }
    })
    const key = newMak()
    await fleet.installKey(` ${key.toLowerCase()} `, all, options)
    expect([...inputs]).toEqual([`${key}\n`])
    for (const words of seen) expect(words.toUpperCase()).not.toContain(key)
    fleet.close()
  })

  test('what a machine says of itself is kept only where it can be true', async () => {
    using folder = fleetFolder()
    const fleet = fleetOf(folder.path, () => ({ stdout: statusText({ licenceState: 9 }) }))
    const results = await fleet.refresh(all, options)
    expect(new Set(results.map(({ failure }) => failure?.code))).toEqual(new Set(['fleet-answer']))
    expect(fleet.list({}).flatMap(({ products }) => products)).toEqual([])
    fleet.close()
  })
})
