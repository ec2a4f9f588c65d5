/** `muster client install-key KEY`: a setup key or a multiple activation key. */
import { defineCommand } from '../../framework/command.ts'
import { keyArgument, keyFileOption } from '../../framework/key-input.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Install a product key.',
  description: ['Only the last group of the key is kept and shown.'],
  role: 'client',
  json: 'value',
  arguments: { key: keyArgument },
  options: {
    keyFile: keyFileOption,
    product: productOption,
  },
  examples: [
    {
      line: 'muster client install-key XXXXX-XXXXX-XXXXX-XXXXX-XXXXX',
      does: 'a setup key, which is no secret',
    },
    { line: 'muster client install-key --key-file key.txt', does: 'a multiple activation key, which is one' },
  ],
  async run(context) {
    const { keyFile: file, product } = context.options
    const key = await context.readSecret({ label: 'Product key', argument: context.arguments.key, file })
    const installed = await withClient(context, (client) => client.installKey(key, productChoice(product)))
    context.result(
      installed,
      () =>
        `The ${keyNames[installed.kind]} …-${installed.partialProductKey} is installed for ${installed.productId}.`,
    )
  },
})

const keyNames = { setup: 'setup key', mak: 'multiple activation key' } as const
