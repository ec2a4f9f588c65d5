/** `muster fleet activate`: each machine by what its key allows. */
import { defineCommand } from '../../framework/command.ts'
import { httpAddress } from '../../framework/values.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary:
    'Activate machines: with their activation host, or with the authority where a multiple activation key is installed.',
  description: ['Machines that cannot reach the authority themselves are activated by "muster fleet proxy".'],
  role: 'fleet',
  json: 'lines',
  arguments: { machines: machinesArgument },
  options: {
    authority: {
      value: 'URL',
      summary: 'Where machines with a multiple activation key ask.',
      parse: httpAddress,
    },
    ...visitOptions,
  },
  examples: [
    { line: 'muster fleet activate', does: 'all machines of the inventory' },
    { line: 'muster fleet activate --state initial-grace', does: 'those that are not activated yet' },
    {
      line: 'muster fleet activate --authority https://licences.vendor.example',
      does: 'with a multiple activation key',
    },
  ],
  async run(context) {
    const { authority, ...flags } = context.options
    await visitMachines(context, context.arguments.machines, flags, (fleet, choice, options) =>
      fleet.activate(authority, choice, options),
    )
  },
})
