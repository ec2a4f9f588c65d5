/** `muster fleet proxy`: activation of machines that cannot reach the authority themselves. */
import { defineCommand } from '../../framework/command.ts'
import { httpAddress } from '../../framework/values.ts'
import { keyFileOption, readKeys } from './key-files.ts'
import { machinesArgument } from './selection-options.ts'
import { visitMachines } from './visit.ts'
import { visitOptions } from './visit-options.ts'

export const command = defineCommand({
  summary: 'Activate machines by proxy: collect installation IDs, get all confirmation IDs, install them.',
  description: [
    'The authority is asked over one connection, and only for installations whose confirmation is not kept yet. It has to be shown the key of each; keys come from --key-file and from "muster fleet key add".',
  ],
  role: 'fleet',
  json: 'lines',
  arguments: { machines: machinesArgument },
  options: {
    authority: {
      value: 'URL',
      summary: "The vendor's authority.",
      required: true,
      parse: httpAddress,
    },
    keyFile: keyFileOption,
    ...visitOptions,
  },
  examples: [
    {
      line: 'muster fleet proxy --authority https://licences.vendor.example --key-file mak.txt',
      does: 'all machines with that key',
    },
    {
      line: 'muster fleet proxy --authority https://licences.vendor.example --resume',
      does: 'those that failed, with a kept key',
    },
  ],
  async run(context) {
    const { authority, keyFile, ...flags } = context.options
    const keys = await readKeys(context, keyFile)
    await visitMachines(context, context.arguments.machines, flags, (fleet, choice, options) =>
      fleet.proxy(authority, keys, choice, options),
    )
  },
})
