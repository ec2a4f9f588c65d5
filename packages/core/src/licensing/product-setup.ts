/** Installing and removing licences and keys, and what a revocation does. */
import { equalBytes } from '../bytes/index.ts'
import { type TrustedProductLicence, type Verified, verifyProductLicence } from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import { eventIds } from '../events/index.ts'
import { effectiveNowMs } from './assess.ts'
import { type ClientState, isProven, type LoadedProduct, loadProduct, withProduct } from './client-state.ts'
import {
  type ClientEffect,
  type ClientEvent,
  refuse,
  type StepContext,
  type StepResult,
  writeEvent,
} from './client-step.ts'
import { withNewIdentity } from './identity.ts'
import { type ProductState, productsMax, type Standing } from './installation-state.ts'
import { withStanding } from './standing.ts'
import { withNextAttempt } from './timing.ts'
import { nextLicenceState } from './transitions.ts'

type LicenceInstalled = Extract<ClientEvent, { kind: 'licence-installed' }>
type KeyInstalled = Extract<ClientEvent, { kind: 'key-installed' }>

/** Installs a product, or a newer licence of one that is installed; then its grace and proofs stay. */
export function installLicence(
  state: ClientState,
  event: LicenceInstalled,
  context: StepContext,
): StepResult {
  const verified = tryVerify(event, context)
  if (verified instanceof AppError) return refuse(state, verified.code, verified.detail)
  const { productId } = verified.terms
  const existing = state.products.get(productId)
  if (existing !== undefined) return replaceLicence(state, existing, event, context)
  if (state.products.size >= productsMax) return refuse(state, 'usage', `At most ${productsMax} products.`)
  const { productLicence, roots } = event
  const stored = { ...newProduct(state, verified, context), productLicence, roots }
  return {
    state: withProduct(state, { stored, licence: verified }),
    effects: [changed('licence', productId, context)],
  }
}

/** Installs a key. Another key than before gives the machine another CMID (R4.5). */
export function installKey(state: ClientState, event: KeyInstalled, context: StepContext): StepResult {
  const product = state.products.get(event.productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  const { key, keyDigest, standing, grace } = product.stored
  const isSameKey = keyDigest !== undefined && equalBytes(keyDigest, event.keyDigest)
  if (isSameKey && key !== undefined) return keepSameKey(state, product, event, context)
  const trigger = grace?.extended ? 'installed-extended' : 'installed'
  const resumed: Standing =
    standing.state === 0 && grace !== undefined
      ? { state: nextLicenceState(0, trigger) as Standing['state'], sinceMs: grace.startedAtMs }
      : standing
  const { mak: _before, ...stored } = product.stored
  const installed: LoadedProduct = {
    ...product,
    stored: {
      ...stored,
      key: event.key,
      keyDigest: event.keyDigest,
      standing: resumed,
      ...(event.mak === undefined ? {} : { mak: { ...event.mak, months: [] } }),
    },
  }
  const due = withProduct(state, withNextAttempt(installed, 'now', context))
  const isAnother = keyDigest !== undefined && !isSameKey
  const next = isAnother ? withNewIdentity(due, 'identity-changed', context) : due
  return {
    state: next,
    effects: [
      ...(isAnother ? [{ kind: 'adopt-key-pair' } as const] : []),
      changed('key', event.productId, context),
    ],
  }
}

/** A machine that has forgotten its multiple activation key learns it again where it is not activated (R1.6). */
function keepSameKey(
  state: ClientState,
  product: LoadedProduct,
  { mak, productId }: KeyInstalled,
  context: StepContext,
): StepResult {
  const isKnown = mak === undefined || product.stored.mak?.productKey !== undefined
  if (isKnown || product.confirmation !== undefined) return { state, effects: [] }
  const months = product.stored.mak?.months ?? []
  const learned = { ...product, stored: { ...product.stored, mak: { ...mak, months } } }
  return {
    state: withProduct(state, withNextAttempt(learned, 'now', context)),
    effects: [changed('key', productId, context)],
  }
}

/** Removes the key: the product is unlicensed until another or the same is installed. */
export function removeKey(state: ClientState, productId: string, context: StepContext): StepResult {
  const product = state.products.get(productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  if (product.stored.key === undefined) return refuse(state, 'product-key-missing')
  const { key: _key, mak: _mak, nextAttemptMs: _attempt, ...stored } = product.stored
  const removed = withStanding({ ...product, stored }, 'key-removed', state, context)
  return {
    state: withProduct(state, removed),
    effects: [changed('key', productId, context)],
  }
}

/** The key or the host certificate behind an activation was revoked. */
export function revoke(state: ClientState, productId: string, context: StepContext): StepResult {
  const product = state.products.get(productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  const revoked = withStanding(product, 'revoked', state, context)
  const lastError = { code: 'licence-revoked', reasons: [], atMs: context.nowMs } as const
  return {
    state: withProduct(state, { ...revoked, stored: { ...revoked.stored, lastError } }),
    effects: [writeEvent(eventIds.stateChanged, context.nowMs, 'licence-revoked', { productId })],
  }
}

function newProduct(
  state: ClientState,
  licence: Verified<TrustedProductLicence>,
  context: StepContext,
): Omit<ProductState, 'productLicence' | 'roots'> {
  const { productId, policy } = licence.terms
  const nowMs = effectiveNowMs(state, context.nowMs)
  const common = { productId, graceWasExtended: state.installation.damaged, hardware: [] }
  if (state.installation.damaged) {
    const lastError = { code: 'state-damaged', reasons: [], atMs: nowMs } as const
    return { ...common, standing: { state: 0, sinceMs: nowMs }, rearmsLeft: 0, lastError }
  }
  return {
    ...common,
    standing: { state: nextLicenceState(0, 'installed') as Standing['state'], sinceMs: nowMs },
    grace: { startedAtMs: nowMs, extended: false },
    rearmsLeft: policy.rearmLimit,
  }
}

/** The lease is proven anew: what the new licence or roots no longer carry falls as after a new identity. */
function replaceLicence(
  state: ClientState,
  existing: LoadedProduct,
  event: LicenceInstalled,
  context: StepContext,
): StepResult {
  const { productLicence, roots } = event
  if (isSameSetup(existing.stored, event)) return { state, effects: [] }
  const replaced = loadProduct(
    { ...existing.stored, productLicence, roots },
    { cmid: state.cmid, publicKey: state.installation.publicKey },
    context.verifier,
  )
  const { productId, policy } = replaced.licence.terms
  const isUnproven = isProven(existing) && !isProven(replaced)
  const kept = isUnproven ? withStanding(existing, 'identity-changed', state, context) : replaced
  const stored: ProductState = {
    ...kept.stored,
    productLicence,
    roots,
    rearmsLeft: Math.min(kept.stored.rearmsLeft, policy.rearmLimit),
  }
  const { lease, confirmation, directoryObject, licence } = replaced
  const {
    lease: _lease,
    confirmation: _confirmation,
    directoryObject: _directoryObject,
    ...running
  } = existing
  const product = {
    ...running,
    licence,
    stored,
    ...(lease === undefined ? {} : { lease }),
    ...(confirmation === undefined ? {} : { confirmation }),
    ...(directoryObject === undefined ? {} : { directoryObject }),
  }
  return {
    state: withProduct(state, product),
    effects: [changed('licence', productId, context)],
  }
}

function tryVerify(event: LicenceInstalled, context: StepContext) {
  try {
    return verifyProductLicence(event.productLicence, event.roots, context.verifier)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

function isSameSetup(before: ProductState, after: LicenceInstalled): boolean {
  return (
    equalBytes(before.productLicence, after.productLicence) &&
    before.roots.length === after.roots.length &&
    before.roots.every((root, index) => equalBytes(root, after.roots[index] ?? new Uint8Array()))
  )
}

function changed(setting: string, productId: string, context: StepContext): ClientEffect {
  return writeEvent(eventIds.settingChanged, context.nowMs, 'success', { setting, productId })
}
