import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Files } from '@muster/core/ports'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderFiles } from './folder-files.ts'
import { codeOfRejection } from './tcp.fixtures.ts'

let folder: string
let files: Files
let children: ChildProcess[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-lock-'))
  files = folderFiles(folder)
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

const script = new URL('./lock-user.fixtures.ts', import.meta.url).pathname

function startUser(...parameters: readonly string[]) {
  const child = spawn(process.execPath, [script, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function leaveLock(content: string, modifiedAtSeconds?: number): Promise<void> {
  const path = join(folder, 'number.lock')
  await writeFile(path, content)
  if (modifiedAtSeconds !== undefined) await utimes(path, modifiedAtSeconds, modifiedAtSeconds)
}

const tryFor = (waitMs: number) => codeOfRejection(files.exclusively('number', waitMs, async () => undefined))

test('work under a lock never overlaps, between processes and within one', async () => {
  const users = [startUser('count', folder, '25'), startUser('count', folder, '25')]
  const exits = users.map((user) => once(user, 'exit'))
  const addOne = async () => {
    const number = (await files.read('number'))?.[0] ?? 0
    await files.write('number', Uint8Array.of(number + 1))
  }
  await Promise.all(Array.from({ length: 10 }, () => files.exclusively('number', 30_000, addOne)))
  expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0])
  expect(await files.read('number')).toEqual(Uint8Array.of(60))
  expect(await readdir(folder)).toEqual(['number'])
})

test('a lock that another process keeps is waited for so long and no longer', async () => {
  await once(startUser('hold', folder).stdout, 'data')
  expect(await tryFor(0)).toBe('state-locked')
  expect(await tryFor(60)).toBe('state-locked')
  expect(await codeOfRejection(files.exclusively('another', 0, async () => undefined))).toBe('none')
})

test('the lock of a process that was killed is taken over by one of those who wait', async () => {
  const holder = startUser('hold', folder)
  await once(holder.stdout, 'data')
  let inside = 0
  let most = 0
  const waiting = Array.from({ length: 8 }, () =>
    files.exclusively('number', 30_000, async () => {
      inside += 1
      most = Math.max(most, inside)
      await files.read('number')
      inside -= 1
    }),
  )
  holder.kill('SIGKILL')
  await Promise.all(waiting)
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('a lock is let go when the work fails, and the failure passed on', async () => {
  const failure = files.exclusively('number', 0, async () => {
    throw new Error('work')
  })
  await expect(failure).rejects.toThrow('work')
  expect(await tryFor(0)).toBe('none')
})

test.runIf(process.platform === 'linux')(
  'a lock of an earlier process with the same id is stale, as after a container starts anew',
  async () => {
    await leaveLock(`${process.pid} 1`)
    expect(await tryFor(0)).toBe('none')
  },
)

test('a lock that says nothing counts only if it is younger than the start of the machine', async () => {
  await leaveLock('')
  expect(await tryFor(20)).toBe('state-locked')
  await leaveLock('', 1_000_000)
  expect(await tryFor(0)).toBe('none')
})

test('a process that died while taking over stands in the way for a short time only', async () => {
  await leaveLock('', 1_000_000)
  const mark = join(folder, 'number.lock.takeover')
  await writeFile(mark, '')
  expect(await tryFor(20)).toBe('state-locked')
  await utimes(mark, 1_000_000, 1_000_000)
  expect(await tryFor(1_000)).toBe('none')
})

test('a lock that cannot be made has a code', async () => {
  await mkdir(join(folder, 'number.lock'))
  expect(await tryFor(10)).toBe('state-locked')
})
