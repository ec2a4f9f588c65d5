/** R2.10 after a power cut that leaves the files of the store cut off anywhere: what is whole is there, and it opens. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStoreOf, startHostProcess } from '../support/host-process.ts'
import { Machine } from '../support/machine.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const machineCount = 20
const cuts = 40

describe('a store whose last writes are torn', () => {
  it(`R2.10 opens with whole commits only, cut at ${cuts} places of its log`, async () => {
    await using folder = await temporaryFolder()
    const dataFolder = join(folder.path, 'host')
    await live(dataFolder)
    const database = join(dataFolder, 'host.sqlite')
    const log = await readFile(`${database}-wal`)
    const counts: number[] = []
    for (let cut = 0; cut <= cuts; cut++) {
      const torn = join(folder.path, `torn-${cut}`)
      await mkdir(torn)
      await copyFile(database, join(torn, 'host.sqlite'))
      await writeFile(join(torn, 'host.sqlite-wal'), log.subarray(0, Math.floor((log.length * cut) / cuts)))
      counts.push(await entriesOf(torn))
    }
    expect(counts.at(-1)).toBe(machineCount)
    expect(counts.toSorted((left, right) => left - right)).toEqual(counts)
  })

  it('R2.10 a byte that changed in the log ends it there, and nothing half is seen', async () => {
    await using folder = await temporaryFolder()
    const dataFolder = join(folder.path, 'host')
    await live(dataFolder)
    const database = join(dataFolder, 'host.sqlite')
    const log = await readFile(`${database}-wal`)
    for (let place = 1; place <= cuts; place++) {
      const torn = join(folder.path, `changed-${place}`)
      await mkdir(torn)
      const changed = Buffer.from(log)
      const at = Math.floor((log.length * place) / (cuts + 1))
      changed[at] = (changed[at] ?? 0) ^ 0xff
      await copyFile(database, join(torn, 'host.sqlite'))
      await writeFile(join(torn, 'host.sqlite-wal'), changed)
      expect(await entriesOf(torn)).toBeLessThanOrEqual(machineCount)
    }
  })
})

/** A host answers some machines, one after another, and is killed. */
async function live(dataFolder: string): Promise<void> {
  await using host = await startHostProcess(dataFolder)
  for (let count = 0; count < machineCount; count++) await new Machine().ask(host.port)
  await host.kill()
}

/** Entries in the cache; the same machines must stand in inventory, counters and log. */
async function entriesOf(dataFolder: string): Promise<number> {
  const store = await openStoreOf(dataFolder)
  try {
    const [count] = await store.counts()
    const entries = count?.entries.size ?? 0
    const { items } = await store.machines({ nowMs: Date.now(), limit: machineCount + 1 })
    const events = await store.events({ limit: 1_000 })
    const requests = events.items.filter(({ event }) => event.kind === 'request-processed')
    expect(items).toHaveLength(entries)
    expect(requests).toHaveLength(entries)
    expect((await store.counters()).total).toBe(entries)
    return entries
  } finally {
    await store.close()
  }
}
