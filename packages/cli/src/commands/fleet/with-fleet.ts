/** Opening the inventory for one command. */
import type { Fleet } from '@muster/fleet'
import type { CommandContext } from '../../framework/context.ts'

/** Opens the inventory, does the work, and closes it whatever happens. */
export async function withFleet<Result>(
  context: Pick<CommandContext, 'dataFolder'>,
  work: (fleet: Fleet) => Promise<Result> | Result,
  options: { readonly create?: boolean } = {},
): Promise<Result> {
  const { openFleet } = await import('@muster/fleet/main')
  const fleet = openFleet(context.dataFolder, options)
  try {
    return await work(fleet)
  } finally {
    fleet.close()
  }
}
