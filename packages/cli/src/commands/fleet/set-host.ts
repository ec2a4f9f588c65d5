/** `muster fleet set-host HOST`: the activation host that machines ask. */
import { defineCommand } from '../../framework/command.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary: 'Set the activation host that machines ask.',
  role: 'fleet',
  json: 'lines',
  arguments: {
    host: { label: 'HOST', summary: 'NAME, NAME:PORT, [IPv6]:PORT, or an http(s) address.' },
    machines: machinesArgument,
  },
  options: visitOptions,
  examples: [{ line: 'muster fleet set-host activation.example.com --name "lab-*"', does: 'for one room' }],
  async run(context) {
    const { host, machines } = context.arguments
    await visitMachines(context, machines, context.options, (fleet, choice, options) =>
      fleet.setHost(host, choice, options),
    )
  },
})
