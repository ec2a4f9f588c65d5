/** `muster client clear-directory`: leaves the directory to what the machine says of itself. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Ask the directory of the domain that this machine has joined, if any, again.',
  description: [
    'Where the machine is then in no domain, or in another, an activation by the directory ends at the next start.',
  ],
  role: 'client',
  json: 'value',
  examples: [{ line: 'muster client clear-directory', does: 'forgets domain, server and account' }],
  async run(context) {
    await withClient(context, (client) => client.clearDirectory())
    context.result(
      { domain: null },
      () => 'This machine asks the directory of the domain that it has joined.',
    )
  },
})
