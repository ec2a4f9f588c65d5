/** Opening the vendor's folder for one command. */
import type { AuthorityFolder } from '@muster/authority/main'
import type { CommandContext } from '../../framework/context.ts'

/** Opens the folder, does the work, and closes it whatever happens. */
export async function withAuthority<Result>(
  context: Pick<CommandContext, 'dataFolder'>,
  work: (authority: AuthorityFolder) => Promise<Result>,
): Promise<Result> {
  const { openAuthorityFolder } = await import('@muster/authority/main')
  const authority = await openAuthorityFolder(context.dataFolder)
  try {
    return await work(authority)
  } finally {
    await authority.close()
  }
}
