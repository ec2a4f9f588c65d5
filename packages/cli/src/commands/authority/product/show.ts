/** `muster authority product show PRODUCT`: one product with its setup key. */
import { defineCommand } from '../../../framework/command.ts'
import { productArgument } from '../product-argument.ts'
import { productText, productView } from '../product-view.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Show a product: its policy and its setup key.',
  role: 'authority',
  json: 'value',
  arguments: { product: productArgument },
  examples: [{ line: 'muster authority product show "Example Writer"', does: 'everything about it' }],
  async run(context) {
    const { product, setupKey } = await withAuthority(context, async (authority) => {
      const found = productView(await authority.product(context.arguments.product))
      const { productKey } = await authority.setupKey(found.productId)
      return { product: found, setupKey: productKey }
    })
    context.result({ ...product, setupKey }, () => productText(product, setupKey))
  },
})
