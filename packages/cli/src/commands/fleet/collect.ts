/** `muster fleet collect`: installation IDs, for a proxy that is not there yet. */
import { defineCommand } from '../../framework/command.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary: 'Collect the installation IDs of machines with a multiple activation key.',
  description: ['They are kept in the inventory; "muster fleet export" writes them to a file.'],
  role: 'fleet',
  json: 'lines',
  arguments: { machines: machinesArgument },
  options: visitOptions,
  examples: [{ line: 'muster fleet collect', does: 'in an isolated network, before an export' }],
  async run(context) {
    await visitMachines(context, context.arguments.machines, context.options, (fleet, choice, options) =>
      fleet.collect(choice, options),
    )
  },
})
