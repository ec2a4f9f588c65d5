/** `muster host init`: a new activation host in a folder. */
import { defineCommand } from '../../framework/command.ts'

export const command = defineCommand({
  summary: 'Set up an activation host.',
  description: [
    'Makes a folder with a key pair of its own, a configuration to edit (host.toml) and an empty store. The private key never leaves the folder. The token for the console is shown once; "muster host token new" makes more.',
  ],
  role: 'host',
  json: 'value',
  options: {
    name: {
      value: 'NAME',
      summary: 'Name of the host in its certificate; the name of this computer unless given.',
    },
  },
  examples: [
    { line: 'muster host init', does: "in the system's place, or the account's own" },
    { line: 'muster host init --data ./host --name licences.corp.example', does: 'in a folder, with a name' },
  ],
  async run(context) {
    const { name } = context.options
    const { initHost } = await import('@muster/host/main')
    const made = await initHost(context.dataFolder, name === undefined ? {} : { hostName: name })
    context.result(made, () =>
      [
        `The activation host ${made.hostName} is set up in ${made.dataFolder}.`,
        `Sign in to its console with this token; it is not shown again: ${made.accessToken.token}`,
        'Next: "muster host install-key" with the host key of your vendor, then "muster host activate".',
      ].join('\n'),
    )
  },
})
