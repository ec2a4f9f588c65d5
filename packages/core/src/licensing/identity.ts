/** The installation's identity: rearm, generalize, start of a copied image, and hardware that differs (R4.5, R4.6, R4.12). */
import { cmidOf } from '../documents/index.ts'
import { eventIds } from '../events/index.ts'
import { assessProduct, effectiveNowMs } from './assess.ts'
import { allowedChannels, hasLeftDomain } from './channels.ts'
import {
  type ClientState,
  isProven,
  type LoadedProduct,
  type MachineFacts,
  withoutProofs,
} from './client-state.ts'
import { type ClientEffect, refuse, type StepContext, type StepResult, writeEvent } from './client-step.ts'
import { hashHardware, isHardwareWithinTolerance } from './hardware.ts'
import type { ProductState, Standing } from './installation-state.ts'
import { withStanding } from './standing.ts'
import { timerEffects, withNextAttempt, withPlausibleAttempt } from './timing.ts'
import { nextLicenceState } from './transitions.ts'

/** The client starts on this machine. */
export function started(state: ClientState, machine: MachineFacts, context: StepContext): StepResult {
  const awake = { ...state, machine }
  const isImage = state.installation.generalized
  const copied = isImage ? wakeImage(awake, context) : awake
  const compared = compareHardware(copied, context)
  const settled = leaveDomain(compared, context)
  const next = mapProducts(settled, (product) => withAttemptAtStart(product, settled, context))
  return {
    state: next,
    effects: [
      ...(isImage ? rearmedEffects(next, context) : []),
      ...(compared === copied ? [] : hardwareEffects(copied, compared, context)),
      ...leavingEffects(compared, context),
      ...[...next.products.values()].flatMap((product) => timerEffects(product, context)),
    ],
  }
}

/** A member of a domain looks at its directory at each start, unless something else activates the product (R8.1). */
function withAttemptAtStart(product: LoadedProduct, state: ClientState, context: StepContext): LoadedProduct {
  if (product.stored.key === undefined || product.confirmation !== undefined) return product
  const isActivated = assessProduct(product, effectiveNowMs(state, context.nowMs)).state === 1
  const isOfDirectory = product.directoryObject !== undefined || !isActivated
  return isOfDirectory && allowedChannels(state, product).includes('directory')
    ? withNextAttempt(product, 'now', context)
    : withPlausibleAttempt(product, context)
}

/** What the directory of a former domain activated is activated no longer, and due at once (R8.3). */
function leaveDomain(state: ClientState, context: StepContext): ClientState {
  return mapProducts(state, (product) => {
    if (!hasLeftDomain(state, product)) return product
    const fallen = withStanding(product, 'domain-left', state, context)
    const lastError = { code: 'directory-left', reasons: [], atMs: context.nowMs } as const
    return withNextAttempt({ ...fallen, stored: { ...fallen.stored, lastError } }, 'now', context)
  })
}

function leavingEffects(before: ClientState, context: StepContext): readonly ClientEffect[] {
  const left = [...before.products.values()].filter((product) => hasLeftDomain(before, product))
  return left.map(({ stored: { productId } }) =>
    writeEvent(eventIds.stateChanged, context.nowMs, 'directory-left', { productId }),
  )
}

/** The machine's facts were read again. */
export function hardwareRead(state: ClientState, machine: MachineFacts, context: StepContext): StepResult {
  const known = { ...state, machine }
  const compared = compareHardware(known, context)
  return { state: compared, effects: compared === known ? [] : hardwareEffects(known, compared, context) }
}

/** A new CMID and a new initial grace, for one of the rearms left of every product (R4.6). */
export function rearm(state: ClientState, context: StepContext): StepResult {
  const refusal = refuseRearm(state)
  if (refusal !== undefined) return refusal
  const next = rearmProducts(state, context)
  return { state: next, effects: rearmedEffects(next, context) }
}

/** Prepares an image. With `skipRearm` every copy keeps this CMID, and nothing is to be done at its start. */
export function generalize(state: ClientState, skipRearm: boolean, context: StepContext): StepResult {
  if (skipRearm) {
    const fields = { setting: 'generalized', value: 'skip-rearm' }
    return { state, effects: [writeEvent(eventIds.settingChanged, context.nowMs, 'success', fields)] }
  }
  const refusal = refuseRearm(state)
  if (refusal !== undefined) return refusal
  const fields = { setting: 'generalized', value: 'rearm' }
  return {
    state: { ...state, installation: { ...state.installation, generalized: true } },
    effects: [writeEvent(eventIds.settingChanged, context.nowMs, 'success', fields)],
  }
}

/** The state under the fresh key pair: leases and lineage of the old CMID are gone. The shell adopts the pair. */
export function withNewIdentity(
  state: ClientState,
  trigger: 'identity-changed' | 'rearmed',
  context: StepContext,
): ClientState {
  const publicKey = context.fresh.publicKey()
  const bare = mapProducts(state, (product) =>
    withoutLineage(trigger === 'rearmed' ? product : withStanding(product, trigger, state, context)),
  )
  return {
    ...bare,
    installation: { ...state.installation, publicKey },
    cmid: cmidOf(publicKey, context.verifier),
  }
}

function refuseRearm(state: ClientState): StepResult | undefined {
  if (state.products.size === 0) return refuse(state, 'licence-missing')
  const exhausted = [...state.products.values()].find(({ stored }) => stored.rearmsLeft === 0)
  return exhausted && refuse(state, 'rearms-exhausted', `${exhausted.licence.terms.name}.`)
}

/** An image that wakes up uses a rearm where one is left; its CMID is new in any case. */
function wakeImage(state: ClientState, context: StepContext): ClientState {
  const awake = { ...state, installation: { ...state.installation, generalized: false } }
  return refuseRearm(awake) === undefined
    ? rearmProducts(awake, context)
    : withNewIdentity(awake, 'identity-changed', context)
}

function rearmProducts(state: ClientState, context: StepContext): ClientState {
  const nowMs = effectiveNowMs(state, context.nowMs)
  const rearmed = mapProducts(state, (product) => {
    const fallen = withStanding(product, 'identity-changed', state, context)
    const stored = withRearm(fallen.stored, nowMs)
    return withNextAttempt({ ...fallen, stored }, 'now', context)
  })
  return withNewIdentity(rearmed, 'rearmed', context)
}

function withRearm(stored: ProductState, nowMs: number): ProductState {
  const trigger = stored.graceWasExtended ? 'rearmed-again' : 'rearmed'
  const state = nextLicenceState(stored.standing.state, trigger)
  const { lastError: _error, lastCount: _count, ...rest } = stored
  return {
    ...rest,
    standing: { state: state as Standing['state'], sinceMs: nowMs },
    grace: { startedAtMs: nowMs, extended: stored.graceWasExtended },
    graceWasExtended: true,
    rearmsLeft: stored.rearmsLeft - 1,
  }
}

/** The key of a MAK stays: each copy of an image activates for itself (R6.1). */
function withoutLineage(product: LoadedProduct): LoadedProduct {
  const { stored: kept, ...proofless } = withoutProofs(product)
  const { lastLeaseId: _lineage, mak, ...stored } = kept
  const ownMak = mak === undefined ? {} : { mak: { ...mak, months: [] } }
  return { ...proofless, stored: { ...stored, ...ownMak, hardware: [] } }
}

/** Products whose hardware is out of tolerance fall to state 3, due at once; the same object where none is. */
function compareHardware(state: ClientState, context: StepContext): ClientState {
  const { publicKey } = state.installation
  const present = hashHardware(state.machine.hardware, publicKey, context.verifier)
  const isForeign = (product: LoadedProduct) =>
    isProven(product) && !isHardwareWithinTolerance(product.stored.hardware, present)
  if (![...state.products.values()].some(isForeign)) return state
  const lastError = { code: 'hardware-changed', reasons: [], atMs: context.nowMs } as const
  return mapProducts(state, (product) => {
    if (!isForeign(product)) return product
    const fallen = withStanding(product, 'hardware-out-of-tolerance', state, context)
    return withNextAttempt({ ...fallen, stored: { ...fallen.stored, lastError } }, 'now', context)
  })
}

function hardwareEffects(
  before: ClientState,
  after: ClientState,
  context: StepContext,
): readonly ClientEffect[] {
  const fallen = [...after.products.values()].filter(
    (product) => product !== before.products.get(product.stored.productId),
  )
  return fallen.map(({ stored: { productId } }) =>
    writeEvent(eventIds.stateChanged, context.nowMs, 'hardware-changed', { productId }),
  )
}

function rearmedEffects(state: ClientState, context: StepContext): readonly ClientEffect[] {
  return [
    { kind: 'adopt-key-pair' },
    writeEvent(eventIds.rearmed, context.nowMs, 'success', { cmid: state.cmid }),
  ]
}

function mapProducts(state: ClientState, change: (product: LoadedProduct) => LoadedProduct): ClientState {
  const products = [...state.products].map(([productId, product]) => [productId, change(product)] as const)
  return { ...state, products: new Map(products) }
}
