/** The count cache as machines see it over TCP, and across a restart of the host's process. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverProductId } from '../../tools/bench/vendor.ts'
import { openStoreOf, startHostProcess } from '../support/host-process.ts'
import { Machine, type RequestChanges } from '../support/machine.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const server: RequestChanges = { productId: serverProductId, minimumCount: 5 }
const serverCapacity = 10
const clientCapacity = 50

describe('the count cache', () => {
  it('R2.4 stays at 10 while only servers ask, and the count never passes 10', async () => {
    await using folder = await temporaryFolder()
    const dataFolder = join(folder.path, 'host')
    await using host = await startHostProcess(dataFolder)
    const servers = Array.from({ length: 3 * serverCapacity }, () => new Machine(server))
    const expected = servers.map((_, index) => Math.min(index + 1, serverCapacity))
    expect(await countsOf(servers, host.port)).toEqual(expected)
    expect(await countsOf(servers, host.port)).toEqual(servers.map(() => serverCapacity))
    expect(await capacityOf(dataFolder)).toBe(serverCapacity)
  })

  it('R2.4 is 50 for ever after one client-family machine asked, also after a restart', async () => {
    await using folder = await temporaryFolder()
    const dataFolder = join(folder.path, 'host')
    const servers = Array.from({ length: clientCapacity + serverCapacity }, () => new Machine(server))
    await using host = await startHostProcess(dataFolder)
    await countsOf(servers.slice(0, 2 * serverCapacity), host.port)
    expect(await new Machine().ask(host.port)).toMatchObject({ count: serverCapacity + 1 })
    expect(await capacityOf(dataFolder)).toBe(clientCapacity)
    expect(Math.max(...(await countsOf(servers, host.port)))).toBe(clientCapacity)

    await host[Symbol.asyncDispose]()
    await using again = await startHostProcess(dataFolder)
    expect(await capacityOf(dataFolder)).toBe(clientCapacity)
    expect(await countsOf(servers, again.port)).toEqual(servers.map(() => clientCapacity))
    expect(await capacityOf(dataFolder)).toBe(clientCapacity)
  })

  it('R2.2 counts a machine before it is answered, physical or virtual, of either family', async () => {
    await using folder = await temporaryFolder()
    await using host = await startHostProcess(join(folder.path, 'host'))
    const machines = [{}, {}, { virtual: true }, server, server].map((changes) => new Machine(changes))
    expect(await countsOf(machines, host.port)).toEqual([1, 2, 3, 4, 5])
    expect(await countsOf(machines, host.port)).toEqual([5, 5, 5, 5, 5])
  })

  it('R2.5 two machines with one CMID are one entry', async () => {
    await using folder = await temporaryFolder()
    await using host = await startHostProcess(join(folder.path, 'host'))
    const copied = new Machine()
    expect(await countsOf([copied, copied, new Machine(), copied], host.port)).toEqual([1, 1, 2, 2])
  })
})

/** What each machine is told, one after another. */
async function countsOf(machines: readonly Machine[], port: number): Promise<readonly number[]> {
  const counts: number[] = []
  for (const machine of machines) counts.push((await machine.ask(port)).count)
  return counts
}

/** What the store holds, beside the process that serves it. */
async function capacityOf(dataFolder: string): Promise<number | undefined> {
  const store = await openStoreOf(dataFolder)
  try {
    const [application] = await store.counts()
    return application?.capacity
  } finally {
    await store.close()
  }
}
