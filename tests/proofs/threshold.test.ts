/** The rule of the threshold, from the first machine to the last, with every part in a process of its own. */
import { cp } from 'node:fs/promises'
import type { ClientStatus } from '@muster/client'
import { describe, expect, it } from 'vitest'
import { activate, openMachine, Premises } from '../support/premises.ts'

const licensed = 1
const initialGrace = 2
const clientThreshold = 25
const retriesAtOnce = 4

describe('the threshold', () => {
  it('R2.2 R4.2 machines 1 to 4 are counted, the server that is fifth and the 25th client are activated, the others at their retry', async () => {
    await using premises = await Premises.start()
    const clients = [await premises.installMachine('client'), await premises.installMachine('client')]
    const servers = [await premises.installMachine('server'), await premises.installMachine('server')]
    const virtual = await premises.installMachine('client')

    expect(told(await activate(clients[0] ?? ''))).toEqual({ count: 1, missing: 24, state: initialGrace })
    expect(told(await activate(clients[1] ?? ''))).toEqual({ count: 2, missing: 23, state: initialGrace })
    expect(told(await activateVirtual(virtual))).toEqual({ count: 3, missing: 22, state: initialGrace })
    expect(told(await activate(servers[0] ?? ''))).toEqual({ count: 4, missing: 1, state: initialGrace })
    expect(told(await activate(servers[1] ?? ''))).toEqual({ count: 5, missing: 0, state: licensed })

    for (let count = 6; count < clientThreshold; count++) {
      clients.push(await premises.installMachine('client'))
      const expected = { count, missing: clientThreshold - count, state: initialGrace }
      expect(told(await activate(clients.at(-1) ?? ''))).toEqual(expected)
    }
    const last = await premises.installMachine('client')
    const activated = { count: clientThreshold, missing: 0, state: licensed }
    expect(told(await activate(last))).toEqual(activated)

    const earlier = [...clients, virtual, ...servers]
    expect((await retryAll(earlier)).map(told)).toEqual(earlier.map(() => activated))
  })
})

describe('clones', () => {
  it('R2.5 two copies of one machine have one CMID and are one machine to the host', async () => {
    await using premises = await Premises.start()
    const original = await premises.installMachine('client')
    expect(told(await activate(original))).toMatchObject({ count: 1 })
    const copy = `${original}-copy`
    await cp(original, copy, { recursive: true })
    const statuses = [await activate(copy), await activate(original), await activate(copy)]
    expect(statuses.map(({ count }) => count)).toEqual([1, 1, 1])
    expect(new Set(statuses.map(({ cmid }) => cmid)).size).toBe(1)
    const other = await premises.installMachine('client')
    expect(told(await activate(other))).toMatchObject({ count: 2 })
  })
})

function told({ count, missing, licenceState }: ClientStatus) {
  return { count, missing, state: licenceState }
}

/** The next try of each machine, a few at once: the order no longer matters. */
async function retryAll(paths: readonly string[]): Promise<readonly ClientStatus[]> {
  const statuses: ClientStatus[] = []
  for (let index = 0; index < paths.length; index += retriesAtOnce)
    statuses.push(...(await Promise.all(paths.slice(index, index + retriesAtOnce).map(activate))))
  return statuses
}

/** The one machine that says it is virtual asks from here, where that can be said of it. */
async function activateVirtual(path: string): Promise<ClientStatus> {
  await using machine = await openMachine(path, { virtual: true })
  await machine.folder.activate()
  return machine.folder.status()
}
