/** `muster fleet refresh`: what the machines say of themselves now. */
import { defineCommand } from '../../framework/command.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary: 'Read the licence state of machines into the inventory.',
  role: 'fleet',
  json: 'lines',
  arguments: { machines: machinesArgument },
  options: visitOptions,
  examples: [
    { line: 'muster fleet refresh', does: 'all machines' },
    { line: 'muster fleet refresh --failed --timeout 120', does: 'once more, with more time' },
    { line: 'muster fleet refresh --remote-command "sudo -n muster"', does: 'as the administrator there' },
  ],
  async run(context) {
    await visitMachines(context, context.arguments.machines, context.options, (fleet, choice, options) =>
      fleet.refresh(choice, options),
    )
  },
})
