/** `muster authority product list`: all products. */
import { defineCommand } from '../../../framework/command.ts'
import { formatTable } from '../../../framework/table.ts'
import { type ProductView, productView } from '../product-view.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'List the products.',
  role: 'authority',
  json: 'value',
  examples: [
    { line: 'muster authority product list', does: 'all products with their groups and thresholds' },
  ],
  async run(context) {
    const products = (await withAuthority(context, (authority) => authority.products())).map(productView)
    context.result(products, () =>
      products.length === 0
        ? 'There is no product yet. Add one with "muster authority product add NAME".'
        : formatTable(products, columns, context.columns),
    )
  },
})

const columns = [
  { heading: 'Product', text: ({ name, edition, version }: ProductView) => `${name} ${edition} ${version}` },
  { heading: 'Family', text: (product: ProductView) => product.family },
  { heading: 'Threshold', text: (product: ProductView) => String(product.threshold), align: 'right' },
  { heading: 'Group', text: (product: ProductView) => String(product.productGroup), align: 'right' },
  { heading: 'Product id', text: (product: ProductView) => product.productId },
] as const
