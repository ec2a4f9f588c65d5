/** The files of a folder as one tar archive that is made while it is read, however large they are. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { tarEnd, tarFileBytesMax, tarHeader, tarNameCharactersMax, tarPadding } from '@muster/core/bytes'
import { AppError, assert } from '@muster/core/errors'

/** An archive that is about to be read. */
export interface FolderArchive {
  /** Ends with an error where a file changes meanwhile. */
  readonly content: ReadableStream<Uint8Array>
  readonly sizeBytes: number
}

interface ArchivedFile {
  readonly name: string
  readonly sizeBytes: number
}

/**
 * The archive of the plain files of a folder, in order of their names. `onEnd` is called once it was read, or is read
 * no further. Rejects with `file-access`, also for a file beyond 8 GiB.
 */
export async function folderArchive(
  folder: string,
  timeSeconds: number,
  onEnd: () => Promise<void>,
): Promise<FolderArchive> {
  const files = await filesOf(folder)
  const framed = files.map(
    ({ sizeBytes }) =>
      tarHeader({ name: '', sizeBytes, timeSeconds }).length + sizeBytes + tarPadding(sizeBytes).length,
  )
  const sizeBytes = framed.reduce((sum, bytes) => sum + bytes, tarEnd().length)
  return { content: ReadableStream.from(blocks(folder, files, timeSeconds, onEnd)), sizeBytes }
}

async function filesOf(folder: string): Promise<readonly ArchivedFile[]> {
  const files: ArchivedFile[] = []
  for (const name of (await readdir(folder)).toSorted()) {
    const { size: sizeBytes } = await stat(join(folder, name))
    assert(name.length <= tarNameCharactersMax, 'the files of a folder have short names')
    if (sizeBytes > tarFileBytesMax) throw new AppError('file-access', `${name} is too large for an archive.`)
    files.push({ name, sizeBytes })
  }
  return files
}

async function* blocks(
  folder: string,
  files: readonly ArchivedFile[],
  timeSeconds: number,
  onEnd: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    for (const { name, sizeBytes } of files) {
      yield tarHeader({ name, sizeBytes, timeSeconds })
      yield* createReadStream(join(folder, name))
      yield tarPadding(sizeBytes)
    }
    yield tarEnd()
  } finally {
    await onEnd()
  }
}
