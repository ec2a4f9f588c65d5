/** Reading files that a person names, with codes instead of system errors. */
import { readFile, stat } from 'node:fs/promises'
import { AppError } from '@muster/core/errors'

/** The content of a file. Throws `file-not-found`, `file-access`, and `document-too-long` beyond `bytesMax`. */
export async function readInputFile(path: string, bytesMax: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > bytesMax) throw new AppError('document-too-long', path)
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw inputFileError(path, error)
  }
}

/** The code for what the system said about a path. */
export function inputFileError(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  return new AppError(missing ? 'file-not-found' : 'file-access', path, { cause: error })
}
