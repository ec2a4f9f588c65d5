/** Multiple activation keys for the authority: from a file with one key a line, or from standard input. */
import type { CommandContext } from '../../framework/context.ts'

/** The flag. */
export const keyFileOption = {
  value: 'FILE',
  summary: 'File with multiple activation keys, one a line; "-" reads standard input.',
} as const

/** The keys; none where no file is named. */
export async function readKeys(
  context: Pick<CommandContext, 'readSecret'>,
  file: string | undefined,
): Promise<readonly string[]> {
  if (file === undefined) return []
  const text = await context.readSecret({ label: 'Multiple activation key', file })
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
