/** How everything but an activation changes what a product stands on: by the transition table, without its lease. */
import { assessProduct, effectiveNowMs } from './assess.ts'
import type { ClientState, LoadedProduct } from './client-state.ts'
import type { StepContext } from './client-step.ts'
import { type LicenceTrigger, nextLicenceState } from './transitions.ts'

/** A product after a trigger other than an activation: its lease no longer counts. */
export function withStanding(
  product: LoadedProduct,
  trigger: LicenceTrigger,
  state: ClientState,
  context: StepContext,
): LoadedProduct {
  const nowMs = effectiveNowMs(state, context.nowMs)
  const present = assessProduct(product, nowMs)
  const next = nextLicenceState(present.state, trigger)
  if (next === 1) return product
  const standing = { state: next, sinceMs: next === present.state ? present.sinceMs : nowMs }
  const { lease: _lease, ...proofless } = product
  const { evidence: _evidence, ...stored } = product.stored
  return { ...proofless, stored: { ...stored, standing } }
}
