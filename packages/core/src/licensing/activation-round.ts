/** The hosts of one round of activation: which is asked with what, and what follows when none could be used (R4.7). */
import { checkValidity, clockDifferenceSecondsMax, keyIdOf, verifyHost } from '../documents/index.ts'
import { AppError, type ErrorCode, type Reason } from '../errors/index.ts'
import { eventCodeNumber, eventIds } from '../events/index.ts'
import type { ActivationRequest } from '../wire/index.ts'
import { assessProduct, effectiveNowMs, minutesToStateExpiry } from './assess.ts'
import { authorityFailed } from './authority-round.ts'
import {
  type AskingRound,
  type ClientState,
  type HostCandidate,
  type LoadedProduct,
  type RoundTrail,
  withProduct,
} from './client-state.ts'
import {
  type ClientEffect,
  type ClientEvent,
  type RoundOutcome,
  type StepContext,
  type StepResult,
  writeEvent,
} from './client-step.ts'
import { discoveredHosts } from './discovered-hosts.ts'
import { hardwareFingerprint, hashHardware, lastingFingerprint } from './hardware.ts'
import { formatHostAddress } from './host-address.ts'
import { domainsToLookUp, hostCandidates, serviceLabelOf } from './host-choice.ts'
import { withNextAttempt } from './timing.ts'

/** After this no further host is asked and no further name looked up: what is under way is the last. */
export const roundMsMax = 5 * 60 * 1_000

/** Begins with the hosts that are known; `passed` says why an earlier channel did not serve. */
export function askHosts(
  state: ClientState,
  product: LoadedProduct,
  passed: readonly Reason[],
  context: StepContext,
): StepResult {
  const remaining = hostCandidates(state, product)
  const domainsLeft = domainsToLookUp(state, product)
  const startedAtMs = context.nowMs
  const trail = { remaining, domainsLeft, failures: passed, tried: [], startedAtMs, rearmed: false }
  return continueRound(state, product, trail, context)
}

/** Asks the next host; with none left DNS, where that may name more; else, or when time is up, the round has failed. */
function continueRound(
  state: ClientState,
  product: LoadedProduct,
  trail: RoundTrail,
  context: StepContext,
): StepResult {
  if (context.nowMs - trail.startedAtMs >= roundMsMax) return finishFailed(state, product, trail, context)
  const [candidate, ...remaining] = trail.remaining
  if (candidate !== undefined) return askHost(state, product, { ...trail, candidate, remaining }, context)
  if (trail.domainsLeft === undefined) return finishFailed(state, product, trail, context)
  const { productId } = product.stored
  const { domainsLeft: domains } = trail
  return {
    state: withProduct(state, { ...product, round: { ...trail, kind: 'looking-up' } }),
    effects: [{ kind: 'look-up-hosts', productId, serviceLabel: serviceLabelOf(state), domains }],
  }
}

/** DNS was asked: the hosts that it named are tried in their order. */
export function hostsLookedUp(
  state: ClientState,
  event: Extract<ClientEvent, { kind: 'hosts-looked-up' }>,
  context: StepContext,
): StepResult {
  const product = state.products.get(event.productId)
  if (product?.round?.kind !== 'looking-up') return { state, effects: [] }
  const { kind: _kind, ...trail } = product.round
  const found = discoveredHosts(event.lookUps, trail.tried, context.fresh.draw)
  const { domainsLeft: domains } = event
  const next: RoundTrail = {
    ...trail,
    remaining: found.candidates,
    failures: [...trail.failures, ...found.failures],
    domainsLeft: domains.length === 0 ? undefined : { kind: 'domains', domains },
  }
  return continueRound(state, withoutFailedCache(product, found.candidates), next, context)
}

/** A cached host that failed is forgotten once DNS names others; until then it is the best that is known. */
function withoutFailedCache(product: LoadedProduct, found: readonly HostCandidate[]): LoadedProduct {
  const { cachedHost, ...stored } = product.stored
  return cachedHost === undefined || found.length === 0 ? product : { ...product, stored }
}

/** Sends a request with a fresh nonce to the round's candidate. */
export function askHost(
  state: ClientState,
  product: LoadedProduct,
  round: Omit<AskingRound, 'kind' | 'request'>,
  context: StepContext,
): StepResult {
  const request = makeRequest(state, product, context)
  const { productId } = product.stored
  const { host } = round.candidate
  return {
    state: withProduct(state, { ...product, round: { ...round, kind: 'asking', request } }),
    effects: [{ kind: 'send-request', productId, host, request }],
  }
}

/** The exchange with the candidate brought no packet. */
export function exchangeFailed(
  state: ClientState,
  event: Extract<ClientEvent, { kind: 'exchange-failed' }>,
  context: StepContext,
): StepResult {
  const product = state.products.get(event.productId)
  if (product?.round?.kind === 'confirming') return authorityFailed(state, product, event, context)
  if (product?.round?.kind !== 'asking') return { state, effects: [] }
  const sent = requestSent(state, product.round, event.code, context)
  return prepend([sent], candidateFailed(state, product, event, context))
}

/** Drops the candidate from this round's list and goes on with the next. */
export function candidateFailed(
  state: ClientState,
  product: LoadedProduct,
  failure: { readonly code: ErrorCode; readonly detail?: string },
  context: StepContext,
): StepResult {
  const { round } = product
  if (round?.kind !== 'asking') return { state, effects: [] }
  const { kind: _kind, candidate, request: _request, ...trail } = round
  const { code, detail } = failure
  const subject = formatHostAddress(candidate.host)
  const failures = [...trail.failures, { subject, code, ...(detail === undefined ? {} : { detail }) }]
  return continueRound(state, product, { ...trail, failures, tried: [...trail.tried, subject] }, context)
}

/** 12288, written once it is known whether the host was reached. */
export function requestSent(
  state: ClientState,
  round: AskingRound,
  code: ErrorCode | 'success',
  context: StepContext,
): ClientEffect {
  const { request } = round
  return writeEvent(eventIds.requestSent, context.nowMs, code, {
    resultCode: eventCodeNumber(code),
    statusFlags: 0,
    host: formatHostAddress(round.candidate.host),
    cmid: state.cmid,
    clientTime: context.formatTime(request.clientTimeSeconds * 1_000),
    virtual: request.virtual ? 1 : 0,
    licenceState: request.licenceState,
    minutesToStateExpiry: request.minutesToStateExpiry,
    productId: request.productId,
    minimumCount: request.minimumCount,
  })
}

/** Ends the round of a product and sets its next attempt. */
export function finishRound(
  state: ClientState,
  product: LoadedProduct,
  outcome: RoundOutcome,
  context: StepContext,
): StepResult {
  const { round: _round, ...rest } = product
  const isActivated = outcome.kind === 'activated' || outcome.kind === 'activated-by-directory'
  const next = withNextAttempt(rest, isActivated ? 'renewal' : 'retry', context)
  const { productId } = product.stored
  return {
    state: withProduct(state, next),
    effects: [{ kind: 'finish-round', productId, outcome }],
  }
}

/** A result with effects before its own. */
export function prepend(effects: readonly ClientEffect[], result: StepResult): StepResult {
  return { ...result, effects: [...effects, ...result.effects] }
}

function finishFailed(
  state: ClientState,
  product: LoadedProduct,
  trail: RoundTrail,
  context: StepContext,
): StepResult {
  const { failures: reasons, tried } = trail
  const [first, ...others] = reasons.filter(({ subject }) => tried.includes(subject))
  const isAlone = others.length === 0 && trail.failures.at(-1) === first
  const detail = isAlone ? first?.detail : undefined
  const facts = { code: umbrellaCode(trail), reasons, ...(detail === undefined ? {} : { detail }) }
  const stored = { ...product.stored, lastError: { ...facts, atMs: context.nowMs } }
  return finishRound(state, { ...product, stored }, { kind: 'failed', ...facts }, context)
}

const unreachedCodes: readonly ErrorCode[] = [
  'connection-refused',
  'connection-timeout',
  'connection-closed',
  'host-name-unknown',
  'network-unreachable',
]

/** A single host that was reached speaks for itself; else the umbrella lists each host with its reason. */
function umbrellaCode({ failures, tried }: RoundTrail): ErrorCode {
  const [only, ...others] = failures.filter(({ subject }) => tried.includes(subject))
  if (only === undefined) return 'no-host'
  const speaksForItself = others.length === 0 && !unreachedCodes.includes(only.code)
  return speaksForItself ? only.code : 'all-hosts-failed'
}

function makeRequest(state: ClientState, product: LoadedProduct, context: StepContext): ActivationRequest {
  const { machine, installation } = state
  const { terms } = product.licence
  const nowMs = effectiveNowMs(state, context.nowMs)
  const assessment = assessProduct(product, nowMs)
  const present = hashHardware(machine.hardware, installation.publicKey, context.verifier)
  const fingerprint =
    lastingFingerprint(product.stored, present) ??
    hardwareFingerprint(machine.hardware, terms.applicationId, context.verifier)
  const knownHostKeyId = heldHostKeyId(product, context)
  const { lastLeaseId } = product.stored
  return {
    applicationId: terms.applicationId,
    productId: terms.productId,
    clientPublicKey: installation.publicKey,
    clientTimeSeconds: Math.floor(context.nowMs / 1_000),
    licenceState: assessment.state,
    minutesToStateExpiry: minutesToStateExpiry(assessment, nowMs),
    minimumCount: terms.policy.threshold,
    virtual: machine.virtual,
    nonce: context.fresh.nonce,
    ...(machine.name === undefined ? {} : { machineName: machine.name }),
    ...(lastLeaseId === undefined ? {} : { previousLeaseId: lastLeaseId }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(knownHostKeyId === undefined ? {} : { knownHostKeyId }),
  }
}

/**
 * Held certificates are only worth naming while they verify, cover the product, and are valid by any clock that the
 * host may have: a host that was activated anew keeps its key, and must get the chance to send its new certificate.
 */
function heldHostKeyId(product: LoadedProduct, context: StepContext): Uint8Array | undefined {
  const { heldCertificates, roots } = product.stored
  if (heldCertificates === undefined) return undefined
  try {
    const { certificate } = verifyHost(heldCertificates, roots, context.verifier)
    if (!certificate.productGroups.includes(product.licence.terms.productGroup)) return undefined
    const latestHostSeconds = Math.floor(context.nowMs / 1_000) + clockDifferenceSecondsMax
    checkValidity(certificate, latestHostSeconds, 'The held host certificate.')
    return keyIdOf(certificate.hostPublicKey, context.verifier)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
