/** What an activation of a host key gave, online or by telephone. */
import * as v from 'valibot'

/** One activated key. */
export const activationSchema = v.object({
  partialProductKey: v.string(),
  vendorName: v.string(),
  hostName: v.string(),
  productGroups: v.array(v.number()),
  certificateExpires: v.string(),
  products: v.array(v.object({ productId: v.string(), name: v.string(), edition: v.string() })),
})
