/** `muster client clear-host`: takes the host that was set back. */
import { defineCommand } from '../../framework/command.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Clear the activation host that was set; the machine asks the one that answered last.',
  role: 'client',
  json: 'value',
  options: { product: productOption },
  examples: [{ line: 'muster client clear-host', does: 'after set-host' }],
  async run(context) {
    await withClient(context, (client) => client.clearHost(productChoice(context.options.product)))
    context.result({ host: null }, () => 'No activation host is set any more.')
  },
})
