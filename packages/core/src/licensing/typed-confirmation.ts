/** Activating by telephone (R6.3, R6.4): the installation ID to read out, and the confirmation that is typed. */
import { monthAt } from '../confirming/index.ts'
import {
  type MachineConfirmation,
  machineInstallationId,
  type Verified,
  verifyMachineConfirmation,
} from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import { effectiveNowMs } from './assess.ts'
import { type ClientState, type LoadedProduct, withProduct } from './client-state.ts'
import { type ClientEvent, refuse, type StepContext, type StepResult } from './client-step.ts'
import { acceptConfirmation, confirmationFailed, expectationOf, withMonth } from './confirmed-product.ts'
import type { MakState } from './installation-state.ts'

/** Confirmation IDs that may turn out wrong within one window: each costs tens of milliseconds to check. */
export const confirmationFailuresMax = 5
export const confirmationWindowMs = 60_000

/** Remembers the month of the installation ID that is shown: a confirmation states none. */
export function installationIdShown(state: ClientState, productId: string, context: StepContext): StepResult {
  const product = state.products.get(productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  const { mak } = product.stored
  if (mak === undefined) return refuseWithoutMak(state, product)
  const month = presentMonth(state, context)
  if (mak.months.at(-1) === month) return { state, effects: [] }
  const shown = { ...mak, months: withMonth(mak.months, month) }
  return {
    state: withProduct(state, { ...product, stored: { ...product.stored, mak: shown } }),
    effects: [],
  }
}

/** The installation ID that was shown last, 22 bytes; undefined where no multiple activation key is installed. */
export function shownInstallationId(
  state: ClientState,
  { stored: { mak, productId } }: LoadedProduct,
  verifier: Verifier,
): Uint8Array | undefined {
  const month = mak?.months.at(-1)
  if (mak === undefined || month === undefined) return undefined
  const { publicKey } = state.installation
  const { keyFingerprint } = mak
  return machineInstallationId({ publicKey, productId }, { keyFingerprint, month }, verifier)
}

/** Takes a confirmation that somebody typed. Refuses with `too-many-attempts` before it looks at it. */
export function confirmationTyped(
  state: ClientState,
  event: Extract<ClientEvent, { kind: 'confirmation-typed' }>,
  context: StepContext,
): StepResult {
  const product = state.products.get(event.productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  if (state.installation.generalized) return refuse(state, 'restart-needed')
  const { mak } = product.stored
  if (mak === undefined) return refuseWithoutMak(state, product)
  if (!product.licence.terms.policy.channels.includes('mak')) return refuse(state, 'no-channel')
  const failures = recentFailures(mak, context.nowMs)
  if (failures.count >= confirmationFailuresMax) return refuse(state, 'too-many-attempts')
  const found = findMonth(state, product, event.confirmation, context)
  if (found.kind === 'confirmed') return acceptConfirmation(state, product, found.confirmation, context)
  const counted = { ...mak, failures: { ...failures, count: failures.count + 1 } }
  const tried = { ...product, stored: { ...product.stored, mak: counted } }
  return confirmationFailed(state, tried, found.error, context)
}

function refuseWithoutMak(state: ClientState, { stored }: LoadedProduct): StepResult {
  if (stored.key === undefined) return refuse(state, 'product-key-missing')
  return refuse(state, 'product-key-kind', 'Only a multiple activation key is confirmed by telephone.')
}

function recentFailures({ failures }: MakState, nowMs: number) {
  const ageMs = failures === undefined ? confirmationWindowMs : nowMs - failures.sinceMs
  const isRecent = failures !== undefined && ageMs >= 0 && ageMs < confirmationWindowMs
  return isRecent ? failures : { count: 0, sinceMs: nowMs }
}

type Found =
  | { readonly kind: 'confirmed'; readonly confirmation: Verified<MachineConfirmation> }
  | { readonly kind: 'failed'; readonly error: AppError }

/** The digits do not state their month: those that were shown are tried first, then the present one and its neighbours. */
function findMonth(
  state: ClientState,
  product: LoadedProduct,
  confirmation: Uint8Array,
  context: StepContext,
): Found {
  const expected = expectationOf(state, product)
  const { issuerCertificate } = product.licence
  const keyFingerprint = product.stored.mak?.keyFingerprint ?? new Uint8Array()
  let mismatch = new AppError('confirmation-mismatch')
  for (const month of monthsInQuestion(state, product, context)) {
    const kept = { keyFingerprint, month, confirmation, issuerCertificate }
    try {
      return {
        kind: 'confirmed',
        confirmation: verifyMachineConfirmation(kept, expected, context.verifier),
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code !== 'confirmation-mismatch') return { kind: 'failed', error }
      mismatch = error
    }
  }
  return { kind: 'failed', error: mismatch }
}

function monthsInQuestion(
  state: ClientState,
  { stored: { mak } }: LoadedProduct,
  context: StepContext,
): readonly number[] {
  const present = presentMonth(state, context)
  const shown = [...(mak?.months ?? [])].reverse()
  return [...new Set([...shown, present, present - 1, present + 1])].filter((month) => month >= 0)
}

function presentMonth(state: ClientState, context: StepContext): number {
  return monthAt(Math.floor(effectiveNowMs(state, context.nowMs) / 1_000))
}
