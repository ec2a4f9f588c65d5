/** `muster fleet install-key`: one key on many machines, by standard input only. */
import { defineCommand } from '../../framework/command.ts'
import { keyFileOption } from '../../framework/key-input.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary: 'Install a product key on machines.',
  description: [
    'The key is read from a file, from standard input (--key-file -), or asked for without showing it. It reaches each machine by standard input, so that it stands in no list of processes.',
  ],
  role: 'fleet',
  json: 'lines',
  arguments: { machines: machinesArgument },
  options: { keyFile: keyFileOption, ...visitOptions },
  examples: [
    { line: 'muster fleet install-key --key-file mak.txt "lab-01" "lab-02"', does: 'on two machines' },
    { line: 'muster fleet install-key --state notification', does: 'asks for the key' },
  ],
  async run(context) {
    const { keyFile: file, ...flags } = context.options
    const key = await context.readSecret({ label: 'Product key', file })
    await visitMachines(context, context.arguments.machines, flags, (fleet, choice, options) =>
      fleet.installKey(key, choice, options),
    )
  },
})
