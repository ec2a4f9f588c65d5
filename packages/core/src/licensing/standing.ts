/** How everything but an activation changes what a product stands on: by the transition table, without its proofs. */
import { assessProduct, effectiveNowMs } from './assess.ts'
import { type ClientState, type LoadedProduct, withoutProofs } from './client-state.ts'
import type { StepContext } from './client-step.ts'
import { type LicenceTrigger, nextLicenceState } from './transitions.ts'

/** A product after a trigger other than an activation: its proofs no longer count. */
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
  const proofless = withoutProofs(product)
  return { ...proofless, stored: { ...proofless.stored, standing } }
}
