/** `muster authority licence export PRODUCT`: the signed licence that ships with a product. */
import { defineCommand } from '../../../framework/command.ts'
import { formatLabels } from '../../../framework/table.ts'
import { writeOutputFile } from '../output-file.ts'
import { productArgument } from '../product-argument.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Write the licence file that ships with a product.',
  role: 'authority',
  json: 'value',
  arguments: { product: productArgument },
  options: { output: { value: 'FILE', summary: 'Where to write it.', default: 'product.licence' } },
  examples: [
    {
      line: 'muster authority licence export "Example Writer" --output writer.licence',
      does: 'to be embedded with the root public key',
    },
  ],
  async run(context) {
    const exported = await withAuthority(context, (authority) =>
      authority.exportLicence(context.arguments.product),
    )
    const { productId, setupKey, licence } = exported
    const file = await writeOutputFile(context.options.output, licence)
    context.result({ productId, setupKey, file, bytes: licence.length }, () =>
      formatLabels([
        ['Licence', file],
        ['Product id', productId],
        ['Setup key', setupKey],
      ]),
    )
  },
})
