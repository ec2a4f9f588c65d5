/** Flags that several commands of `muster client` share. */

/** Which product is meant. */
export const productOption = {
  value: 'PRODUCT',
  summary: 'Product id, where several products are installed.',
} as const

/** Leaving the machine's name out of requests. */
export const hideNameOption = { summary: "Leave the machine's name out of requests." } as const

/** Whom to ask for names. */
export const dnsOption = {
  value: 'ADDRESS:PORT',
  summary: "DNS server to ask instead of this machine's own.",
} as const

/** The choice as the client takes it. */
export function productChoice(productId: string | undefined): { readonly productId?: string } {
  return productId === undefined ? {} : { productId }
}
