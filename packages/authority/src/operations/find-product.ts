/** Finding a product by what a person calls it. */
import { AppError } from '@muster/core/errors'
import type { ProductRecord } from '@muster/core/issuing'

/**
 * The product with this id, or the only one that is called so: by its name, by name and edition, or by name,
 * edition and version, in either case. Throws `product-not-found`.
 */
export function findProduct(products: readonly ProductRecord[], reference: string): ProductRecord {
  const wanted = reference.trim().toLowerCase()
  const found = products.filter((product) => namesOf(product).includes(wanted))
  const [product] = found
  if (product === undefined) throw new AppError('product-not-found')
  if (found.length > 1)
    throw new AppError('product-not-found', `${found.length} products are called so: use the product id.`)
  return product
}

function namesOf({ terms }: ProductRecord): readonly string[] {
  const { productId, name, edition, version } = terms
  return [productId, name, `${name} ${edition}`, `${name} ${edition} ${version}`].map((text) =>
    text.toLowerCase(),
  )
}
