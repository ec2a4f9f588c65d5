/**
 * Small files in one private folder. A write is a temporary file, flushed, renamed over the old one, and the folder
 * flushed: after a crash the file is the old or the new one, never a mixture, and a leftover is swept up later.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, assert, type ErrorCode } from '@muster/core/errors'
import type { Files } from '@muster/core/ports'
import { withFileLock } from './file-lock.ts'
import { systemCodeOf } from './system-code.ts'

/** The longest file that is read. */
export const fileBytesMax = 16 * 1024 * 1024

const folderMode = 0o700
const fileMode = 0o600
const temporarySuffix = '.tmp'
/** A temporary file that is older was left by a crash. */
const temporaryAgeMsMax = 10 * 60 * 1000

/**
 * The files of a folder, which is made (mode 0700) when first written to. Names are single names, without folders.
 * Reading rejects with `state-unreadable`, changing with `file-access`, a lock that stays taken with `state-locked`.
 */
export function folderFiles(folder: string): Files {
  let preparation: Promise<void> | undefined
  const prepare = () => {
    preparation ??= prepareFolder(folder).catch((error: unknown) => {
      preparation = undefined
      throw error
    })
    return preparation
  }
  const pathOf = (name: string) => {
    assert(/^\w[\w.-]*$/.test(name), 'a file name is a single plain name')
    return join(folder, name)
  }
  return {
    read: (name) => readFile(pathOf(name)),
    write: (name, content) =>
      withCode('file-access', name, async () => {
        await prepare()
        await replaceFile(pathOf(name), content)
        await flushFolder(folder)
      }),
    rename: (from, to) =>
      withCode('file-access', from, async () => {
        await rename(pathOf(from), pathOf(to))
        await flushFolder(folder)
      }),
    remove: (name) => withCode('file-access', name, () => removeFile(folder, pathOf(name))),
    exclusively: async (name, waitMs, work) => {
      await withCode('file-access', name, prepare)
      return withFileLock(pathOf(`${name}.lock`), waitMs, work)
    },
  }
}

async function readFile(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(path)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    if (systemCodeOf(cause) === 'ENOENT') return undefined
    throw new AppError('state-unreadable', `${path} (${systemCodeOf(cause)}).`, { cause })
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY)
  try {
    const { size } = await handle.stat()
    if (size > fileBytesMax) {
      throw new AppError('state-unreadable', `${path} is longer than ${fileBytesMax} bytes.`)
    }
    return new Uint8Array(await handle.readFile())
  } finally {
    await handle.close()
  }
}

async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}${temporarySuffix}`
  try {
    await writeDurably(temporary, content)
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause
  }
}

async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', fileMode)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function removeFile(folder: string, path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return
    throw cause
  }
  await flushFolder(folder)
}

/** Makes a rename or a removal durable. Windows has no way to flush a folder and needs none. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: folderMode })
  for (const name of await readdir(folder)) {
    if (name.endsWith(temporarySuffix)) await removeLeftover(join(folder, name))
  }
}

async function removeLeftover(path: string): Promise<void> {
  const information = await stat(path).catch(() => undefined)
  if (information !== undefined && information.mtimeMs < Date.now() - temporaryAgeMsMax)
    await rm(path, { force: true })
}

async function withCode<T>(code: ErrorCode, subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (systemCodeOf(cause) === '') throw cause
    throw new AppError(code, `${subject} (${systemCodeOf(cause)}).`, { cause })
  }
}
