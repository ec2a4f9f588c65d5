/** A text file that a person names, or standard input. */
import { AppError } from '@muster/core/errors'
import type { CommandContext } from '../../framework/context.ts'
import { readInputFile } from '../../framework/input-file.ts'

const bytesMax = 64 * 1024 * 1024

/** The text. Throws `file-not-found`, `file-access`, `document-too-long`. */
export async function readTextInput(
  context: Pick<CommandContext, 'terminal'>,
  path: string,
): Promise<string> {
  if (path !== '-') return new TextDecoder().decode(await readInputFile(path, bytesMax))
  const chunks: string[] = []
  let length = 0
  for await (const chunk of context.terminal.stdin) {
    chunks.push(String(chunk))
    length += String(chunk).length
    if (length > bytesMax) throw new AppError('document-too-long', 'Standard input.')
  }
  return chunks.join('')
}
