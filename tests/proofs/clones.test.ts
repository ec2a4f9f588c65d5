/** Copies of one folder that take CMIDs of their own, with every part in a process of its own. */
import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClientStatus } from '@muster/client'
import type { DuplicateCmid } from '@muster/diagnostics/reports'
import { describe, expect, it } from 'vitest'
import { type Child, startChild } from '../../tools/bench/child.ts'
import { openStoreOf } from '../support/host-process.ts'
import { Premises } from '../support/premises.ts'

const clonedPath = join(import.meta.dirname, '../support/cloned-machine.ts')
const command = join(import.meta.dirname, '../../packages/cli/bin.js')
const run = promisify(execFile)
const processesAtOnce = 4
const rearmsOfPolicy = 5

describe('clones of one folder, where the licence says that copies rearm', () => {
  it('R9.3 40 of them are 40 machines within two rounds, and none has used a rearm', async () => {
    await using premises = await Premises.start({ onDuplicate: 'rearm' })
    const machines = await clone(premises, 40, 'yes')
    expect(await countOf(premises)).toBe(1)
    await askAll(machines, 'yes')
    const statuses = await askAll(machines, 'yes')
    expect(await countOf(premises)).toBe(40)
    expect(new Set(statuses.map(({ cmid }) => cmid)).size).toBe(40)
    expect(new Set(statuses.map(({ rearmsLeft }) => rearmsLeft))).toEqual(new Set([rearmsOfPolicy]))
    const last = statuses.at(-1)
    expect(last).toMatchObject({ licenceState: 1, count: 40 })
  })

  it('R9.3 the original keeps its CMID', async () => {
    await using premises = await Premises.start({ onDuplicate: 'rearm' })
    const [original = '', ...copies] = await clone(premises, 4, 'yes')
    const [before] = await askAll([original], 'yes')
    await askAll([...copies, original], 'yes')
    await askAll(copies, 'yes')
    const [after] = await askAll([original], 'yes')
    expect(after?.cmid).toBe(before?.cmid)
    expect(await countOf(premises)).toBe(4)
    const [duplicate] = await duplicatesOf(premises)
    expect(duplicate).toMatchObject({ cmid: before?.cmid, countWithoutDuplication: 4 })
    const own = duplicate?.machines.map(({ ownCmid }) => ownCmid !== null)
    expect(own).toEqual([false, true, true, true])
  })

  it('R9.2 containers, which have no fingerprint, are told by their lineage a round later', async () => {
    await using premises = await Premises.start({ onDuplicate: 'rearm' })
    const machines = await clone(premises, 3, 'no')
    for (let round = 0; round < 2; round++) for (const machine of machines) await askAll([machine], 'no')
    expect(await countOf(premises)).toBe(3)
  })
})

describe('clones of one folder, where the licence says that copies are reported', () => {
  it('R9.1 they are in the report with their evidence, and a machine that asks for itself is not', async () => {
    await using premises = await Premises.start()
    const machines = await clone(premises, 3, 'yes')
    for (let round = 0; round < 2; round++) await askAll(machines, 'yes')
    const alone = await premises.installMachine('client')
    for (let round = 0; round < 2; round++) await askAll([alone], 'yes')
    const duplicates = await duplicatesOf(premises)
    expect(duplicates).toMatchObject([{ countWithoutDuplication: 4 }])
    const evidence = duplicates[0]?.machines.map((machine) => machine.evidence)
    expect(evidence).toEqual(new Array(3).fill('alternating-fingerprints'))
    expect(await countOf(premises)).toBe(2)
  })
})

/** A machine that has asked once, and copies of its folder: the original first. */
async function clone(premises: Premises, count: number, fingerprinted: 'yes' | 'no') {
  const original = await premises.installMachine('client')
  await askAll([original], fingerprinted)
  const machines = [original]
  while (machines.length < count) {
    const copy = `${original}-${machines.length}`
    await cp(original, copy, { recursive: true })
    machines.push(copy)
  }
  return machines
}

/** Each machine asks once, a few at the same time; gives what each thinks of itself afterwards. */
async function askAll(
  folders: readonly string[],
  fingerprinted: 'yes' | 'no',
): Promise<readonly ClientStatus[]> {
  const statuses: ClientStatus[] = []
  for (let index = 0; index < folders.length; index += processesAtOnce) {
    const asking = folders.slice(index, index + processesAtOnce).map(async (folder) => {
      await using child: Child<object, ClientStatus> = startChild(clonedPath, folder, folder, fingerprinted)
      return await child.ask({})
    })
    statuses.push(...(await Promise.all(asking)))
  }
  return statuses
}

async function duplicatesOf(premises: Premises): Promise<readonly DuplicateCmid[]> {
  const words = ['host', 'duplicates', '--json', '--data', premises.hostFolder]
  const { stdout } = await run(process.execPath, [command, ...words])
  return JSON.parse(stdout) as readonly DuplicateCmid[]
}

async function countOf(premises: Premises): Promise<number> {
  const store = await openStoreOf(premises.hostFolder)
  try {
    const counts = await store.counts()
    return counts.reduce((sum, { entries }) => sum + entries.size, 0)
  } finally {
    await store.close()
  }
}
