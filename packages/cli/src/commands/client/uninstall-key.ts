/** `muster client uninstall-key`: takes the product key back. */
import { defineCommand } from '../../framework/command.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Uninstall the product key; the product is unlicensed then.',
  role: 'client',
  json: 'value',
  destructive: true,
  options: { product: productOption },
  examples: [{ line: 'muster client uninstall-key --yes', does: 'without a question' }],
  async run(context) {
    await context.confirm('Uninstall the product key? The product is unlicensed then.')
    await withClient(context, (client) => client.uninstallKey(productChoice(context.options.product)))
    context.result({ uninstalled: true }, () => 'The product key is uninstalled.')
  },
})
