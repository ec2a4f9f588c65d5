/** `muster client set-channel any|directory|host|mak`: restricts the ways to activate. */
import { activationChannels } from '@muster/core/documents'
import { defineCommand } from '../../framework/command.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Restrict this machine, or one product, to one way to activate.',
  description: [
    'Without it directory, activation host and multiple activation key are tried in this order, as far as licence and key allow. What is activated stays so; the restriction is about the next time.',
  ],
  role: 'client',
  json: 'value',
  arguments: {
    channel: {
      label: 'CHANNEL',
      summary: 'The only way that is left.',
      choices: ['any', ...activationChannels],
    },
  },
  options: { product: productOption },
  examples: [
    { line: 'muster client set-channel directory', does: 'asks no activation host' },
    { line: 'muster client set-channel any', does: 'allows all ways again' },
  ],
  async run(context) {
    const { channel: text } = context.arguments
    const channel = activationChannels.find((known) => known === text)
    await withClient(context, (client) => client.setChannel(channel, productChoice(context.options.product)))
    context.result({ channel: channel ?? null }, () =>
      channel === undefined ? 'All ways to activate are allowed.' : `Only this way is used: ${channel}.`,
    )
  },
})
