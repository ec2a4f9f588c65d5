/** Writing a document where the person wants it. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '@muster/core/errors'

/** Writes the file, replacing one that is there; its absolute path. Throws `file-access`. */
export async function writeOutputFile(path: string, content: Uint8Array): Promise<string> {
  const absolute = resolve(path)
  try {
    await writeFile(absolute, content)
    return absolute
  } catch (cause) {
    throw new AppError('file-access', absolute, { cause })
  }
}
