import { chmod, mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Files } from '@muster/core/ports'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileBytesMax, folderFiles } from './folder-files.ts'
import { codeOfRejection } from './tcp.fixtures.ts'

let parent: string
let folder: string
let files: Files

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'muster-files-'))
  folder = join(parent, 'deep', 'state')
  files = folderFiles(folder)
})
afterEach(async () => {
  await rm(parent, { recursive: true })
})

const modeOf = async (path: string) => (await stat(path)).mode & 0o777
const text = (value: string) => new TextEncoder().encode(value)

test('what was written is read; what was not is absent, the folder too', async () => {
  expect(await files.read('state')).toBeUndefined()
  await files.write('state', text('one'))
  await files.write('state', text('two'))
  const content = await files.read('state')
  expect(content).toEqual(text('two'))
  expect(Object.getPrototypeOf(content)).toBe(Uint8Array.prototype)
  expect(await readdir(folder)).toEqual(['state'])
})

test('R4.11 files and folder are private, also where the file was open to others', async () => {
  await files.write('state', text('one'))
  expect([await modeOf(folder), await modeOf(join(folder, 'state'))]).toEqual([0o700, 0o600])
  await chmod(join(folder, 'state'), 0o644)
  await files.write('state', text('two'))
  expect(await modeOf(join(folder, 'state'))).toBe(0o600)
})

test('R4.11 after a crash between writing and renaming the old content stands, and the leftover goes', async () => {
  await files.write('state', text('old'))
  const leftover = join(folder, 'state.0123456789ab.tmp')
  const inUse = join(folder, 'state.ba9876543210.tmp')
  for (const path of [leftover, inUse]) await writeFile(path, 'half')
  await utimes(leftover, 0, 0)
  const afterCrash = folderFiles(folder)
  expect(await afterCrash.read('state')).toEqual(text('old'))
  await afterCrash.write('other', text('x'))
  expect((await readdir(folder)).sort()).toEqual(['other', 'state', 'state.ba9876543210.tmp'])
})

test('a write that fails leaves no trace and has a code', async () => {
  await mkdir(join(folder, 'state', 'inner'), { recursive: true })
  expect(await codeOfRejection(files.write('state', text('x')))).toBe('file-access')
  expect(await readdir(folder)).toEqual(['state'])
})

test('many writes at once end with one of them whole', async () => {
  const contents = Array.from({ length: 20 }, (_, index) => new Uint8Array(1000).fill(index))
  await Promise.all(contents.map((content) => files.write('state', content)))
  expect(contents).toContainEqual(await files.read('state'))
  expect(await readdir(folder)).toEqual(['state'])
})

test('renaming replaces, removing is done once or not at all', async () => {
  await files.write('state', text('new'))
  await files.write('aside', text('old'))
  await files.rename('state', 'aside')
  expect(await files.read('aside')).toEqual(text('new'))
  expect(await files.read('state')).toBeUndefined()
  expect(await codeOfRejection(files.rename('state', 'aside'))).toBe('file-access')
  await files.remove('aside')
  await files.remove('aside')
  expect(await readdir(folder)).toEqual([])
})

test('R10 what cannot be read, or is longer than any state, is unreadable', async () => {
  await mkdir(join(folder, 'state'), { recursive: true })
  expect(await codeOfRejection(files.read('state'))).toBe('state-unreadable')
  await files.write('long', text(''))
  await truncate(join(folder, 'long'), fileBytesMax)
  expect(await files.read('long')).toHaveLength(fileBytesMax)
  await truncate(join(folder, 'long'), fileBytesMax + 1)
  expect(await codeOfRejection(files.read('long'))).toBe('state-unreadable')
})

test('a folder that cannot be made has a code, and is tried again', async () => {
  await writeFile(join(parent, 'deep'), 'a file where the folder should be')
  expect(await codeOfRejection(files.write('state', text('x')))).toBe('file-access')
  expect(await codeOfRejection(files.exclusively('state', 0, async () => 1))).toBe('file-access')
  expect(await codeOfRejection(files.read('state'))).toBe('state-unreadable')
  await rm(join(parent, 'deep'))
  await files.write('state', text('x'))
  expect(await files.read('state')).toEqual(text('x'))
})

test.each(['', '.', '..', '../state', 'a/b', '/etc/passwd', '.hidden', 'a\0'])(
  '%j is no file name',
  async (name) => {
    await expect(async () => files.read(name)).rejects.toThrow('broken invariant')
  },
)
