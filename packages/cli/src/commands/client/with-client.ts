/** Opening the machine's folder for one command. */
import type { ClientFolder } from '@muster/client'
import type { CommandContext } from '../../framework/context.ts'

/** Opens the folder, does the work, and closes it whatever happens. */
export async function withClient<Result>(
  context: Pick<CommandContext, 'dataFolder' | 'terminal' | 'verbose'>,
  work: (client: ClientFolder) => Promise<Result>,
  options: { readonly sendsMachineName?: boolean; readonly dnsServer?: string } = {},
): Promise<Result> {
  const [{ openClientFolder }, { textLog }] = await Promise.all([
    import('@muster/client'),
    import('@muster/node'),
  ])
  const log = textLog(context.terminal.stderr, { levelMin: context.verbose ? 'debug' : 'error' })
  const client = await openClientFolder(context.dataFolder, { ...options, ports: { log } })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
