/**
 * Which licence state holds at a moment. Pure: kept standing and verified lease in, state with its end out. The
 * changes that time brings are taken from the transition table, each at its exact moment.
 */
import type { ActivationPolicy, Answer, Verified } from '../documents/index.ts'
import { intervalMinutesMax } from '../documents/index.ts'
import { type ClientState, isProven, type LoadedProduct } from './client-state.ts'
import { directoryUntilMs, isClockPlausible } from './directory-evidence.ts'
import type { LicenceState } from './licence-state.ts'
import { type LicenceTrigger, nextLicenceState } from './transitions.ts'

const msPerMinute = 60_000

/** A licence state with the time it began and the time it ends. */
export interface Assessment {
  readonly state: LicenceState
  readonly sinceMs: number
  /** First moment that no longer belongs to it; absent for 0, 5 and a confirmed 1, which do not end by themselves. */
  readonly untilMs?: number
}

/** The time to judge by: the clock, but never before what a verified answer stated (R4.9). */
export function effectiveNowMs(state: ClientState, clockMs: number): number {
  return Math.max(clockMs, state.installation.latestTrustedMs)
}

/** The state of a product at `nowMs`, which is an effective time. */
export function assessProduct(product: LoadedProduct, nowMs: number): Assessment {
  const { policy } = product.licence.terms
  let assessment = start(product, nowMs)
  for (;;) {
    const { state } = assessment
    const untilMs = endOf(assessment, policy, product)
    if (untilMs === undefined) return assessment
    if (nowMs < untilMs) return { ...assessment, untilMs: withoutGain(assessment.sinceMs, untilMs, nowMs) }
    assessment = { state: nextLicenceState(state, endTriggers[state]), sinceMs: untilMs }
  }
}

/** When the activation that a lease proves is over. The vendor's validity bounds what a host may grant. */
export function activatedUntilMs(lease: Verified<Answer>, policy: ActivationPolicy): number {
  const minutes = Math.min(lease.validityMinutes, policy.validityMinutes)
  return lease.hostTimeSeconds * 1_000 + minutes * msPerMinute
}

/** Whole minutes until the state ends, as a request reports them; 0 where it does not end. */
export function minutesToStateExpiry(assessment: Assessment, nowMs: number): number {
  if (assessment.untilMs === undefined) return 0
  const minutes = Math.floor((assessment.untilMs - nowMs) / msPerMinute)
  return Math.min(Math.max(minutes, 0), intervalMinutesMax)
}

const endTriggers: Readonly<Record<LicenceState, LicenceTrigger>> = {
  0: 'grace-over',
  1: 'validity-over',
  2: 'grace-over',
  3: 'grace-over',
  4: 'grace-over',
  5: 'grace-over',
  6: 'grace-over',
}

function start(product: LoadedProduct, nowMs: number): Assessment {
  const { lease, directoryObject, stored } = product
  if (!isProven(product)) return stored.standing
  const state = nextLicenceState(stored.standing.state, 'activated')
  if (directoryObject !== undefined && !isClockPlausible(directoryObject, nowMs))
    return { state: nextLicenceState(state, 'validity-over'), sinceMs: nowMs }
  return { state, sinceMs: lease === undefined ? stored.standing.sinceMs : lease.hostTimeSeconds * 1_000 }
}

function endOf(
  assessment: Assessment,
  policy: ActivationPolicy,
  { lease, confirmation, directoryObject }: LoadedProduct,
): number | undefined {
  const { state, sinceMs } = assessment
  switch (state) {
    case 0:
    case 5:
      return undefined
    case 1:
      if (confirmation !== undefined) return undefined
      if (directoryObject !== undefined) return directoryUntilMs(directoryObject, policy.validityMinutes)
      return lease === undefined ? sinceMs : activatedUntilMs(lease, policy)
    case 2:
    case 6:
      return sinceMs + policy.initialGraceMinutes * msPerMinute
    case 3:
    case 4:
      return sinceMs + policy.outOfToleranceGraceMinutes * msPerMinute
  }
}

/** With a clock behind the beginning of a state, what is left never exceeds the state's whole length. */
function withoutGain(sinceMs: number, untilMs: number, nowMs: number): number {
  return nowMs < sinceMs ? nowMs + (untilMs - sinceMs) : untilMs
}
