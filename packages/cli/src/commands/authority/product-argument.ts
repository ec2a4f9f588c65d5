/** Which product is meant. */

/** A product by its id, or by its name with as much of edition and version as tells it from others. */
export const productArgument = {
  label: 'PRODUCT',
  summary: 'Product id, or name, or "name edition", or "name edition version".',
} as const
