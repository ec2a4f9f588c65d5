/** `muster client clear-domain`: looks for activation hosts in the machine's own domain first. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: "Look for activation hosts in this machine's own DNS domain first again.",
  role: 'client',
  json: 'value',
  examples: [{ line: 'muster client clear-domain', does: 'the label is _muster again, too' }],
  async run(context) {
    await withClient(context, (client) => client.clearDomain())
    context.result(
      { domain: null },
      () => "Activation hosts are looked for in this machine's own domain first.",
    )
  },
})
