/** Adding a product: its identifiers, its group and the policy of its family with what the vendor changes (R1.1, R1.2). */
import { isUuid } from '../bytes/index.ts'
import {
  type ActivationPolicy,
  catalogueProductsMax,
  defaultPolicy,
  intervalMinutesMax,
  type Product,
  type ProductFamily,
  type ProductTerms,
  productGroupMax,
  rearmLimitMax,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { AuthorityChange, ProductRecord } from './authority-change.ts'
import type { Actor } from './decide-key.ts'

/** Longest name, edition, version and application name. */
export const productTextCharactersMax = 100

/** What may differ from the family's preset. */
export type PolicyChanges = Partial<Omit<ActivationPolicy, 'family' | 'threshold'>>

/** A product as the vendor states it. */
export interface ProductAddition {
  readonly name: string
  readonly edition: string
  readonly version: string
  readonly family: ProductFamily
  /** Needed for a custom family; else it replaces the preset. */
  readonly threshold?: number
  /** Absent: `freshProductId`. */
  readonly productId?: string
  /** Absent: that of the same application name, else `freshApplicationId`. */
  readonly applicationId?: string
  /** Absent: the product's name. */
  readonly applicationName?: string
  /** Absent: the next free one. */
  readonly productGroup?: number
  readonly policy: PolicyChanges
}

/** Random UUIDs for what was left open. */
export interface FreshIds {
  readonly productId: string
  readonly applicationId: string
}

/**
 * The record of a new product and what to write.
 * Throws `config-invalid` (names the field), `threshold-out-of-range`, `product-exists`, `product-limit`.
 */
export function decideProductAddition(
  products: readonly ProductRecord[],
  addition: ProductAddition,
  fresh: FreshIds,
  actor: Actor,
): { readonly product: ProductRecord; readonly changes: readonly AuthorityChange[] } {
  if (products.length >= catalogueProductsMax)
    throw new AppError('product-limit', `There are ${catalogueProductsMax} products.`)
  const terms: ProductTerms = {
    ...identify(products, addition, fresh),
    policy: { ...defaultPolicy(addition.family, addition.threshold), ...addition.policy },
  }
  checkTexts(terms)
  checkPolicy(terms.policy)
  checkNew(products, terms)
  const product = { terms, addedAtMs: actor.nowMs }
  const entry = {
    atMs: actor.nowMs,
    who: actor.who,
    action: 'product-added',
    subject: `product ${terms.productId}`,
    detail: `${terms.name} ${terms.edition} ${terms.version}, threshold ${terms.policy.threshold}`,
  } as const
  return {
    product,
    changes: [
      { kind: 'product-added', product },
      { kind: 'audit-added', entry },
    ],
  }
}

function identify(products: readonly ProductRecord[], addition: ProductAddition, fresh: FreshIds): Product {
  const applicationName = addition.applicationName ?? addition.name
  const sibling = products.find(({ terms }) => terms.applicationName === applicationName)
  return {
    productId: checkedUuid('product id', addition.productId ?? fresh.productId),
    name: addition.name,
    edition: addition.edition,
    version: addition.version,
    applicationId: checkedUuid(
      'application id',
      addition.applicationId ?? sibling?.terms.applicationId ?? fresh.applicationId,
    ),
    applicationName,
    productGroup: checkedGroup(addition.productGroup ?? nextGroup(products)),
  }
}

/** One above the highest; group 0 is never given out, so that a zero never covers anything. */
function nextGroup(products: readonly ProductRecord[]): number {
  return products.reduce((highest, { terms }) => Math.max(highest, terms.productGroup), 0) + 1
}

function checkedUuid(field: string, text: string): string {
  if (!isUuid(text)) throw new AppError('config-invalid', `The ${field} is not a UUID.`)
  return text.toLowerCase()
}

function checkedGroup(group: number): number {
  if (!Number.isInteger(group) || group < 1 || group > productGroupMax)
    throw new AppError('config-invalid', `The product group is a number from 1 to ${productGroupMax}.`)
  return group
}

function checkTexts(terms: ProductTerms): void {
  for (const field of ['name', 'edition', 'version', 'applicationName'] as const) {
    if (isPrintable(terms[field])) continue
    const range = `1 to ${productTextCharactersMax} printable characters`
    throw new AppError('config-invalid', `The ${field} has ${range}.`)
  }
}

function isPrintable(text: string): boolean {
  return text.trim() !== '' && text.length <= productTextCharactersMax && !/\p{Cc}/u.test(text)
}

function checkPolicy(policy: ActivationPolicy): void {
  const intervals = ['validityMinutes', 'renewalMinutes', 'retryMinutes', 'countEntryMinutes'] as const
  const graces = ['initialGraceMinutes', 'outOfToleranceGraceMinutes'] as const
  for (const field of intervals) checkRange(field, policy[field], 1, intervalMinutesMax)
  for (const field of graces) checkRange(field, policy[field], 0, intervalMinutesMax)
  checkRange('rearmLimit', policy.rearmLimit, 0, rearmLimitMax)
  if (policy.renewalMinutes > policy.validityMinutes)
    throw new AppError('config-invalid', 'The renewal interval is longer than the validity.')
  if (policy.channels.length === 0)
    throw new AppError('config-invalid', 'No channel may activate the product.')
}

function checkRange(field: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new AppError('config-invalid', `${field} is a whole number from ${min} to ${max}.`)
}

function checkNew(products: readonly ProductRecord[], added: ProductTerms): void {
  const same = products.some(
    ({ terms }) =>
      terms.productId === added.productId ||
      (terms.name === added.name && terms.edition === added.edition && terms.version === added.version),
  )
  if (same) throw new AppError('product-exists')
}
