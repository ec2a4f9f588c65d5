/** `muster fleet rearm`: new identities for machines that came from one image. */
import { defineCommand } from '../../framework/command.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary: 'Give machines new client machine IDs and restart their initial grace; uses one rearm of each.',
  description: [
    'A machine that did not answer in time may have rearmed all the same: refresh it before it is asked again.',
  ],
  role: 'fleet',
  json: 'lines',
  destructive: true,
  arguments: { machines: machinesArgument },
  options: visitOptions,
  examples: [{ line: 'muster fleet rearm desk-07 desk-08', does: 'two copies of one image' }],
  async run(context) {
    await context.confirm('Rearm? One rearm of each machine is used, and none is activated then.')
    await visitMachines(context, context.arguments.machines, context.options, (fleet, choice, options) =>
      fleet.rearm(choice, options),
    )
  },
})
