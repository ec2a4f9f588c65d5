/** `muster client install-licence FILE`: the product licence that came with the product. */
import { productLicenceBytesMax } from '@muster/core/documents'
import { defineCommand } from '../../framework/command.ts'
import { readInputFile } from '../../framework/input-file.ts'
import { readVendorRoot } from './vendor-root.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Install the licence file of a product.',
  description: [
    'A licence counts only if it leads to a root of its vendor. Products that embed the client bring both themselves.',
  ],
  role: 'client',
  json: 'value',
  arguments: { file: { label: 'FILE', summary: 'The product licence that came with the product.' } },
  options: {
    vendorRoot: {
      value: 'FILE',
      summary: "The vendor's root public key: a file, or 64 hexadecimal digits.",
      required: true,
      repeatable: true,
    },
  },
  examples: [
    {
      line: 'muster client install-licence product.licence --vendor-root vendor.root',
      does: 'makes this machine know the product',
    },
  ],
  async run(context) {
    const roots = await Promise.all(context.options.vendorRoot.map(readVendorRoot))
    const file = await readInputFile(context.arguments.file, productLicenceBytesMax)
    const installed = await withClient(context, (client) => client.installLicence(file, roots))
    context.result(installed, () => `${installed.product} is installed (${installed.productId}).`)
  },
})
