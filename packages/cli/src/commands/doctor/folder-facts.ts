/** Rights of a data folder, and the room on its disk. */
import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import type { FolderFacts } from '@muster/diagnostics/doctor'

const othersMayWrite = 0o002

/** What this account may do in a folder. */
export async function readFolderFacts(path: string): Promise<FolderFacts> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return { path, exists: false, usable: false, openToAll: false }
  const usable = await access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  )
  const openToAll = process.platform !== 'win32' && (found.mode & othersMayWrite) !== 0
  return { path, exists: true, usable, openToAll }
}

/** Bytes that are free where a folder is; undefined where it cannot be told. */
export async function diskFreeBytes(path: string): Promise<number | undefined> {
  const disk = await statfs(path).catch(() => undefined)
  return disk === undefined ? undefined : disk.bavail * disk.bsize
}
