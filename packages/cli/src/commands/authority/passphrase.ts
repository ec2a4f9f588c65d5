/** The passphrase of the root key: from a file, the environment or a prompt, never from the command line. */
import { AppError } from '@muster/core/errors'
import type { CommandContext } from '../../framework/context.ts'

const environmentName = 'MUSTER_PASSPHRASE'

/** The flag that several commands share. */
export const passphraseFileOption = {
  value: 'FILE',
  summary: `File that holds the passphrase; "-" reads standard input. Else ${environmentName}, else a prompt.`,
} as const

/** Reads the passphrase of a root key that exists. */
export function readPassphrase(context: CommandContext, file: string | undefined): Promise<string> {
  return context.readSecret({ label: 'Passphrase of the root key', ...sourceOf(context, file) })
}

/** Reads a new passphrase; who types it types it twice. Throws `usage` when the two differ. */
export async function chooseNewPassphrase(
  context: CommandContext,
  file: string | undefined,
): Promise<string> {
  const source = sourceOf(context, file)
  const passphrase = await context.readSecret({ label: 'New passphrase of the root key', ...source })
  if (source.file !== undefined || source.argument !== undefined) return passphrase
  const again = await context.readSecret({ label: 'The same passphrase again' })
  if (again !== passphrase) throw new AppError('usage', 'The two passphrases differ.')
  return passphrase
}

function sourceOf(
  context: CommandContext,
  file: string | undefined,
): { readonly file?: string; readonly argument?: string } {
  if (file !== undefined) return { file }
  const value = context.terminal.environment[environmentName]
  return value === undefined || value === '' ? {} : { argument: value }
}
