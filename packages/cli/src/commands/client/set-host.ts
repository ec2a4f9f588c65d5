/** `muster client set-host HOST`: asks this host and no other. */
import { defineCommand } from '../../framework/command.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Set the activation host that this machine asks.',
  role: 'client',
  json: 'value',
  arguments: {
    host: {
      label: 'HOST',
      summary: 'NAME, NAME:PORT, [IPv6]:PORT, or an http(s) address; port 1688 if none is given.',
    },
  },
  options: { product: productOption },
  examples: [
    { line: 'muster client set-host activation.example.com', does: 'port 1688' },
    { line: 'muster client set-host 127.0.0.1:1689', does: 'another port' },
  ],
  async run(context) {
    const { host } = context.arguments
    await withClient(context, (client) => client.setHost(host, productChoice(context.options.product)))
    context.result({ host }, () => `This machine asks ${host}.`)
  },
})
