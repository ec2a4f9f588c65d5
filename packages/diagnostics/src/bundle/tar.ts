/** Files as one tar archive (POSIX.1-1988 ustar), which every system unpacks. */
import { concatBytes, tarEnd, tarHeader, tarNameCharactersMax, tarPadding } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'

/** One file of an archive. */
export interface BundleFile {
  /** Relative, with `/` between folders; at most 100 bytes. */
  readonly name: string
  readonly content: Uint8Array
}

/** The archive; every file is readable by its owner only and carries this time. Throws `usage` for a name that is too long. */
export function tarArchive(files: readonly BundleFile[], timeSeconds: number): Uint8Array {
  const blocks = files.flatMap(({ name, content }) => {
    const isPlain = name.length <= tarNameCharactersMax && /^[\x20-\x7e]+$/.test(name)
    if (!isPlain) throw new AppError('usage', `${name} is too long a name.`)
    const sizeBytes = content.length
    return [tarHeader({ name, sizeBytes, timeSeconds }), content, tarPadding(sizeBytes)]
  })
  return concatBytes(...blocks, tarEnd())
}
