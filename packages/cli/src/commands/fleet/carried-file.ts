/** Reading and writing the files that are carried; they are for their owner's eyes only. */
import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '@muster/core/errors'
import { fleetFileBytesMax } from '@muster/fleet'
import { readInputFile } from '../../framework/input-file.ts'

const fileModeOwnerOnly = 0o600

/** The bytes of a file. Throws `file-not-found`, `file-access`, `document-too-long`. */
export function readCarriedFile(path: string): Promise<Uint8Array> {
  return readInputFile(path, fleetFileBytesMax)
}

/** Writes the file whole or not at all, in place of one that is there; its absolute path. Throws `file-access`. */
export async function writeCarriedFile(path: string, content: Uint8Array): Promise<string> {
  const absolute = resolve(path)
  const temporary = `${absolute}.${process.pid}.tmp`
  try {
    const file = await open(temporary, 'wx', fileModeOwnerOnly)
    await file.writeFile(content)
    await file.sync()
    await file.close()
    await rename(temporary, absolute)
    return absolute
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new AppError('file-access', absolute, { cause })
  }
}
