/** Proxy activation step by step: what fails in one stops no other machine, and what was acquired is kept. */

import { AppError } from '@muster/core/errors'
import { installationIdToDigits } from '@muster/core/keys'
import { describe, expect, test } from 'vitest'
import type { ConfirmationSource } from '../confirming/confirmation-source.ts'
import {
  type Answering,
  authorityOf,
  exampleProductId,
  fleetFolder,
  fleetIn,
  installationIdFor,
  newMak,
  statusText,
} from '../fleet.fixtures.ts'

const all = { kind: 'selection', selection: {} } as const
const options = { reach: { remoteCommand: 'muster' }, concurrency: 2, timeoutMs: 10_000 }
const key = newMak()
const idOf = (machine: string) => installationIdFor(key, Number(machine.slice(1)))

/** Machines m1, m2 and so on with a multiple activation key; `confirmed` gathers what was installed. */
function answering(confirmed: string[], fails: Readonly<Record<string, string>> = {}): Answering {
  return (machine, words) => {
    const refused = Object.entries(fails).find(([where]) => `${machine} ${words}`.includes(where))
    if (refused !== undefined) {
      const error = { code: refused[1], sentence: 'No.' }
      return { exitCode: 1, stderr: JSON.stringify({ error }) }
    }
    if (words.includes('status')) return { stdout: statusText() }
    if (words.includes('confirm')) confirmed.push(machine)
    return { stdout: JSON.stringify({ installationId: installationIdToDigits(idOf(machine)) }) }
  }
}

function fleetOf(folder: string, answer: Answering, source: ConfirmationSource, count = 3) {
  const { fleet, inventory } = fleetIn(folder, { answer, source })
  const machines = Array.from({ length: count }, (_, index) => ({ name: `m${index + 1}` }))
  fleet.add(machines, 'added')
  return { fleet, inventory }
}

const proxy = (fleet: ReturnType<typeof fleetOf>['fleet']) =>
  fleet.proxy('https://a.test', [key], all, options)
const codes = async (results: ReturnType<typeof proxy>) =>
  Object.fromEntries((await results).map(({ machine, failure }) => [machine, failure?.code ?? 'done']))

describe('proxy activation', () => {
  test('R6.5 one machine fails at each step, the others are activated', async () => {
    using folder = fleetFolder()
    const confirmed: string[] = []
    const fails = {
      'm1 muster client installation-id': 'product-key-kind',
      'm2 muster client confirm': 'file-access',
    }
    const source = authorityOf((id) => id.join() === idOf('m3').join())
    const { fleet } = fleetOf(folder.path, answering(confirmed, fails), source, 4)
    expect(await codes(proxy(fleet))).toEqual({
      m1: 'fleet-no-installation-id',
      m2: 'file-access',
      m3: 'activations-exhausted',
      m4: 'done',
    })
    expect(confirmed).toEqual(['m4'])
    expect(fleet.remaining('proxy')).toBe(3)
    fleet.close()
  })

  test('R6.1 again, the authority is asked for nothing that is kept', async () => {
    using folder = fleetFolder()
    const asked: (readonly Uint8Array[])[] = []
    const { fleet } = fleetOf(
      folder.path,
      answering([]),
      authorityOf(() => false, asked),
    )
    await proxy(fleet)
    await proxy(fleet)
    expect(asked.map(({ length }) => length)).toEqual([3])
    fleet.close()
  })

  test('R6.5 where the authority cannot be reached, what was collected is kept, and the run goes on later', async () => {
    using folder = fleetFolder()
    const gone: ConfirmationSource = { confirm: () => Promise.reject(new AppError('authority-unreachable')) }
    const { fleet, inventory } = fleetOf(folder.path, answering([]), gone)
    await expect(proxy(fleet)).rejects.toMatchObject({ code: 'authority-unreachable' })
    const machineIds = inventory.machines().map(({ machineId }) => machineId)
    expect(inventory.installationIds(machineIds)).toHaveLength(3)
    expect(fleet.remaining('proxy')).toBe(3)
    fleet.close()
  })

  test('R6.5 of two products one may be refused: the other is activated, and the refusal is told', async () => {
    using folder = fleetFolder()
    const second = '22222222-2222-4333-8444-555555555555'
    const confirmed: string[] = []
    const answer: Answering = (_machine, words) => {
      if (words.includes('status')) {
        const [status] = JSON.parse(statusText()) as object[]
        return { stdout: JSON.stringify([status, { ...status, productId: second }]) }
      }
      const productId = words.includes(second) ? second : exampleProductId
      if (words.includes('confirm')) confirmed.push(productId)
      const id = installationIdFor(key, productId === second ? 2 : 1)
      return { stdout: JSON.stringify({ installationId: installationIdToDigits(id) }) }
    }
    const source = authorityOf((id) => id.join() === installationIdFor(key, 1).join())
    const { fleet } = fleetOf(folder.path, answer, source, 1)
    expect(await codes(proxy(fleet))).toEqual({ m1: 'activations-exhausted' })
    expect(confirmed).toEqual([second])
    fleet.close()
  })

  test('R6.1 stopped while it collects, nothing is asked for and nothing is counted', async () => {
    using folder = fleetFolder()
    const asked: (readonly Uint8Array[])[] = []
    const stop = new AbortController()
    const answer: Answering = (machine, words, input) => {
      stop.abort()
      return answering([])(machine, words, input)
    }
    const { fleet } = fleetOf(
      folder.path,
      answer,
      authorityOf(() => false, asked),
    )
    await fleet.proxy('https://a.test', [key], all, { ...options, signal: stop.signal })
    expect([asked, fleet.remaining('proxy')]).toEqual([[], 3])
    fleet.close()
  })

  test('a key that is no multiple activation key is refused before any machine is asked', async () => {
    using folder = fleetFolder()
    const { fleet } = fleetOf(
      folder.path,
      answering([]),
      authorityOf(() => false),
    )
    await expect(async () => fleet.proxy('https://a.test', ['ABCDE'], all, options)).rejects.toMatchObject({
      code: 'product-key-length',
    })
    fleet.close()
  })
})
