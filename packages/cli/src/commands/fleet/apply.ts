/** `muster fleet apply`: the kept confirmations, each on its machine. */
import { defineCommand } from '../../framework/command.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary: 'Install the confirmation IDs that are kept, each on its machine.',
  description: [
    'A confirmation fits one installation for good: a machine that was set up again with its kept state is activated by it without asking the authority.',
  ],
  role: 'fleet',
  json: 'lines',
  arguments: { machines: machinesArgument },
  options: visitOptions,
  examples: [{ line: 'muster fleet apply', does: 'after an import' }],
  async run(context) {
    await visitMachines(context, context.arguments.machines, context.options, (fleet, choice, options) =>
      fleet.apply(choice, options),
    )
  },
})
