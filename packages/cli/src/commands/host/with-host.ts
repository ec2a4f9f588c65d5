/** Opening the host's folder for one command. */
import type { HostFolder } from '@muster/host/main'
import type { CommandContext } from '../../framework/context.ts'

/** Opens the folder, does the work, and closes it whatever happens. */
export async function withHost<Result>(
  context: Pick<CommandContext, 'dataFolder' | 'terminal'>,
  work: (host: HostFolder) => Promise<Result>,
): Promise<Result> {
  const { openHostFolder } = await import('@muster/host/main')
  const host = await openHostFolder(context.dataFolder, { environment: context.terminal.environment })
  try {
    return await work(host)
  } finally {
    await host.close()
  }
}
