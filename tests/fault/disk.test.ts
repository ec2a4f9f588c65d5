/** R2.10 on a disk that takes nothing: no answer leaves that is not durable, and service goes on when the disk does. */
import { join } from 'node:path'
import { codeOf } from '@muster/core/errors'
import { describe, expect, it } from 'vitest'
import { type HostProcess, openStoreOf, startHostProcess } from '../support/host-process.ts'
import { Machine } from '../support/machine.ts'
import { canMount, smallDisk } from '../support/small-disk.ts'

const diskMegabytes = 8
const askedMax = 3_000

const mountable = canMount()
if (!mountable) console.warn('SKIPPED: a full and a read-only disk. They need root and the right to mount.')

describe.skipIf(!mountable)('a disk that takes nothing', () => {
  it('R2.10 a full disk refuses as busy, and service goes on when there is room', async () => {
    await using disk = await smallDisk(diskMegabytes)
    const dataFolder = join(disk.path, 'host')
    const answered = await startAnd(dataFolder, async (host) => {
      const before = [await ask(host)]
      disk.fill()
      const during = await askUntilRefused(host)
      expect(during.at(-1)).toBe('host-busy')
      disk.empty()
      return [...before, ...during, await askUntilAnswered(host)]
    })
    await expectDurable(dataFolder, answered)
  })

  it('R2.10 a disk that turned read-only likewise', async () => {
    await using disk = await smallDisk(diskMegabytes)
    const dataFolder = join(disk.path, 'host')
    const answered = await startAnd(dataFolder, async (host) => [await ask(host)])
    disk.setReadOnly(true)
    const refused = await startHostProcess(dataFolder).then(
      async (host) => {
        const told = await ask(host)
        await host.kill()
        return told
      },
      () => 'not started',
    )
    expect(['host-busy', 'not started']).toContain(refused)
    disk.setReadOnly(false)
    const after = await startAnd(dataFolder, async (host) => [await ask(host)])
    await expectDurable(dataFolder, [...answered, ...after])
  })
})

async function startAnd(
  dataFolder: string,
  work: (host: HostProcess) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const host = await startHostProcess(dataFolder)
  try {
    return await work(host)
  } finally {
    await host.kill()
  }
}

/** The lease that a new machine is given, or the code of the refusal. */
function ask(host: HostProcess): Promise<string> {
  return new Machine().ask(host.port).then(({ leaseId }) => leaseId, codeOf)
}

/** The disk has a little room left in the files that are there; then it has none. */
async function askUntilRefused(host: HostProcess): Promise<readonly string[]> {
  const told: string[] = []
  while (told.length < askedMax && told.at(-1) !== 'host-busy') told.push(await ask(host))
  return told
}

async function askUntilAnswered(host: HostProcess): Promise<string> {
  for (let count = 0; count < askedMax; count++) {
    const told = await ask(host)
    if (told !== 'host-busy') return told
  }
  return 'never answered'
}

async function expectDurable(dataFolder: string, told: readonly string[]): Promise<void> {
  const store = await openStoreOf(dataFolder)
  try {
    const leases = new Set<string>()
    let after: string | undefined
    do {
      const page = await store.events({ limit: 1_000, ...(after === undefined ? {} : { after }) })
      for (const { event } of page.items)
        if (event.kind === 'request-processed') leases.add(event.request.leaseId ?? '')
      after = page.next
    } while (after !== undefined)
    expect(told.filter((lease) => lease !== 'host-busy' && !leases.has(lease))).toEqual([])
  } finally {
    await store.close()
  }
}
