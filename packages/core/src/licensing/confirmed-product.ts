/** What a confirmation does to a product: licensed for good, or the reason why not. */
import type { MachineConfirmation, MachineExpectation, Verified } from '../documents/index.ts'
import type { ErrorCode } from '../errors/index.ts'
import { eventIds } from '../events/index.ts'
import { effectiveNowMs } from './assess.ts'
import { type ClientState, type LoadedProduct, withoutProofs, withProduct } from './client-state.ts'
import { type StepContext, type StepResult, writeEvent } from './client-step.ts'
import { hashHardware } from './hardware.ts'
import { type MakState, makMonthsMax } from './installation-state.ts'
import { withNextAttempt } from './timing.ts'

/** Whom and what a confirmation on this machine must be about. */
export function expectationOf(state: ClientState, { licence, stored }: LoadedProduct): MachineExpectation {
  const { productId, productGroup } = licence.terms
  return { publicKey: state.installation.publicKey, productId, productGroup, roots: stored.roots }
}

/** Licensed without an end; the key is forgotten (R1.6), and nothing is due any more (R6.1). */
export function acceptConfirmation(
  state: ClientState,
  product: LoadedProduct,
  confirmation: Verified<MachineConfirmation>,
  context: StepContext,
): StepResult {
  const { round: _round, stored: kept, ...proofless } = withoutProofs(product)
  const { lastError: _error, nextAttemptMs: _attempt, lastLeaseId: _lease, mak, ...stored } = kept
  const hardware = hashHardware(state.machine.hardware, state.installation.publicKey, context.verifier)
  const sinceMs = effectiveNowMs(state, context.nowMs)
  const confirmed: LoadedProduct = {
    ...proofless,
    stored: {
      ...stored,
      standing: { state: 0, sinceMs },
      confirmation,
      hardware,
      ...(mak === undefined ? {} : { mak: forgetKey(mak, confirmation.month) }),
    },
    confirmation,
  }
  const { productId } = stored
  return {
    state: withProduct(state, confirmed),
    effects: [
      writeEvent(eventIds.stateChanged, context.nowMs, 'success', { productId, channel: 'mak' }),
      { kind: 'finish-round', productId, outcome: { kind: 'confirmed' } },
    ],
  }
}

/** Nothing changes but what is told, and when the authority is asked next. */
export function confirmationFailed(
  state: ClientState,
  product: LoadedProduct,
  { code, detail }: { readonly code: ErrorCode; readonly detail?: string | undefined },
  context: StepContext,
): StepResult {
  const facts = { code, reasons: [], ...(detail === undefined ? {} : { detail }) }
  const { round: _round, ...rest } = product
  const lastError = { ...facts, atMs: context.nowMs }
  const failed = { ...rest, stored: { ...rest.stored, lastError } }
  const next = product.confirmation === undefined ? withNextAttempt(failed, 'retry', context) : failed
  const { productId } = product.stored
  return {
    state: withProduct(state, next),
    effects: [
      writeEvent(eventIds.stateChanged, context.nowMs, code, { productId, channel: 'mak' }),
      { kind: 'finish-round', productId, outcome: { kind: 'failed', ...facts } },
    ],
  }
}

/** The months with one more, the oldest dropped where there are too many. */
export function withMonth(months: readonly number[], month: number): readonly number[] {
  return [...months.filter((known) => known !== month), month].slice(-makMonthsMax)
}

function forgetKey({ keyFingerprint, months }: MakState, month: number): MakState {
  return { keyFingerprint, months: withMonth(months, month) }
}
