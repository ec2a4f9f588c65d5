/** `muster fleet remove`: machines leave the inventory; nothing happens to them. */
import { defineCommand } from '../../framework/command.ts'
import { filterOptions, machinesArgument, selectionOf } from './selection-options.ts'
import { withFleet } from './with-fleet.ts'

export const command = defineCommand({
  summary: 'Forget machines. Confirmation IDs that were acquired for them are kept.',
  role: 'fleet',
  json: 'value',
  destructive: true,
  arguments: { machines: machinesArgument },
  options: filterOptions,
  examples: [{ line: 'muster fleet remove old-desk --yes', does: 'one machine, without a question' }],
  async run(context) {
    const selection = selectionOf(context.arguments.machines, context.options)
    await withFleet(context, async (fleet) => {
      const count = fleet.list(selection).length
      if (count > 0) await context.confirm(`Forget ${count} of the machines?`)
      const removed = fleet.remove(selection)
      context.result({ removed }, () => `${removed} ${removed === 1 ? 'machine' : 'machines'} forgotten.`)
    })
  },
})
