/** R6.1 on a disk that takes nothing, and after a power cut: no confirmation leaves an authority that is not durable. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canMount, smallDisk } from '../support/small-disk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type AuthorityProcess, contentOf, startAuthority } from './authority/authority-process.ts'
import { type Confirmed, MakMachine } from './authority/mak-machine.ts'

const diskMegabytes = 8
const activationsMax = 10_000
const askedMax = 2_000
const machineCount = 12
const cuts = 40
const storeName = 'authority.sqlite'

const mountable = canMount()
if (!mountable) console.warn('SKIPPED: a full and a read-only disk. They need root and the right to mount.')

describe.skipIf(!mountable)('the disk of an authority that takes nothing', () => {
  it('R6.1 refuses when it is full, confirms again when there is room, and counts nothing for what it refused', async () => {
    await using disk = await smallDisk(diskMegabytes)
    const folder = join(disk.path, 'authority')
    await using authority = await startAuthority(folder, activationsMax)
    const before = await confirmed(new MakMachine(), authority)
    disk.fill()
    const refused = new MakMachine()
    const during = await askUntilRefused(authority, refused)
    expect(during.at(-1)).toBe('store-failed')
    disk.empty()
    const after = [await confirmed(refused, authority), await confirmed(refused, authority)]
    expect(after[1]).toEqual(after[0])
    await authority.kill()
    const told = [before, ...during, ...after].filter((answer) => typeof answer !== 'string')
    await expectDurable(folder, told)
  })

  it('R6.1 refuses on a disk that turned read-only, and goes on when it is not', async () => {
    await using disk = await smallDisk(diskMegabytes)
    const folder = join(disk.path, 'authority')
    const told: Confirmed[] = []
    {
      await using authority = await startAuthority(folder, activationsMax)
      told.push(await confirmed(new MakMachine(), authority))
      await authority.kill()
    }
    disk.setReadOnly(true)
    const refused = await startAuthority(folder, activationsMax).then(
      async (authority) => {
        const answer = await new MakMachine().ask(authority)
        await authority.kill()
        return answer
      },
      () => 'not started',
    )
    expect(['store-failed', 'not started']).toContain(refused)
    disk.setReadOnly(false)
    await using authority = await startAuthority(folder, activationsMax)
    told.push(await confirmed(new MakMachine(), authority))
    await authority.kill()
    await expectDurable(folder, told)
  })
})

describe('the log of an authority whose last writes are torn', () => {
  it(`R6.1 opens with whole commits only, cut at ${cuts} places, and with a changed byte at as many`, async () => {
    await using place = await temporaryFolder()
    const folder = join(place.path, 'authority')
    await using authority = await startAuthority(folder, activationsMax)
    for (let count = 0; count < machineCount; count++) await confirmed(new MakMachine(), authority)
    await authority.kill()
    const log = await readFile(join(folder, `${storeName}-wal`))
    const counts: number[] = []
    for (let cut = 0; cut <= cuts; cut++) {
      const length = Math.floor((log.length * cut) / cuts)
      counts.push(await countWith(folder, join(place.path, `cut-${cut}`), log.subarray(0, length)))
      const changed = Buffer.from(log)
      const at = Math.min(length, log.length - 1)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      const count = await countWith(folder, join(place.path, `changed-${cut}`), changed)
      expect(count).toBeLessThanOrEqual(machineCount)
    }
    expect(counts.at(-1)).toBe(machineCount)
    expect(counts.toSorted((left, right) => left - right)).toEqual(counts)
  })
})

async function confirmed(machine: MakMachine, authority: AuthorityProcess): Promise<Confirmed> {
  const answer = await machine.ask(authority)
  if (typeof answer === 'string') throw new Error(`The authority refuses with ${answer}.`)
  return answer
}

/** The disk has a little room left in the files that are there; then it has none. */
async function askUntilRefused(
  authority: AuthorityProcess,
  last: MakMachine,
): Promise<readonly (Confirmed | string)[]> {
  const told: (Confirmed | string)[] = []
  while (told.length < askedMax && typeof told.at(-1) !== 'string')
    told.push(await new MakMachine().ask(authority))
  told.push(await last.ask(authority))
  return told
}

async function expectDurable(folder: string, told: readonly Confirmed[]): Promise<void> {
  const { installations, activations, audited } = await contentOf(folder)
  const lost = told.filter(({ digest, installationId }) => installations.get(digest) !== installationId)
  expect(lost).toEqual([])
  expect(new Set(told.map(({ digest }) => digest)).size).toBe(activations)
  expect(audited).toBe(activations)
}

/** Activations in the store with this log; each has its line in the audit log. */
async function countWith(folder: string, copy: string, log: Uint8Array): Promise<number> {
  await mkdir(copy)
  await copyFile(join(folder, storeName), join(copy, storeName))
  await writeFile(join(copy, `${storeName}-wal`), log)
  const { activations, audited } = await contentOf(copy).catch(() => ({ activations: 0, audited: 0 }))
  expect(audited).toBe(activations)
  return activations
}
