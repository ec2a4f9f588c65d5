/** What a packet from a host does. Only an answer that verifies up to the vendor's root changes anything (R4.2, R4.8, R9.3). */
import { equalBytes } from '../bytes/index.ts'
import { type OpenedAnswer, openAnswer } from '../documents/index.ts'
import { AppError, type ErrorCode } from '../errors/index.ts'
import { eventCodeNumber, eventIds } from '../events/index.ts'
import { decodePacket, type ReceivedPacket } from '../wire/index.ts'
import { askHost, candidateFailed, finishRound, prepend, requestSent } from './activation-round.ts'
import { activatedUntilMs, assessProduct, effectiveNowMs } from './assess.ts'
import type { AskingRound, ClientState, LoadedProduct } from './client-state.ts'
import { withProduct } from './client-state.ts'
import {
  type ClientEffect,
  type ClientEvent,
  type RoundOutcome,
  type StepContext,
  type StepResult,
  writeEvent,
} from './client-step.ts'
import { hashHardware } from './hardware.ts'
import { withAnsweringHost } from './host-choice.ts'
import { withNewIdentity } from './identity.ts'
import type { ProductState } from './installation-state.ts'

interface Exchange {
  readonly product: LoadedProduct
  readonly round: AskingRound
}

/** Takes the packet that the round's candidate sent. */
export function packetReceived(
  state: ClientState,
  event: Extract<ClientEvent, { kind: 'packet-received' }>,
  context: StepContext,
): StepResult {
  const product = state.products.get(event.productId)
  if (product?.round?.kind !== 'asking') return { state, effects: [] }
  const exchange = { product, round: product.round }
  const opened = openPacket(state, exchange, event.packet, context)
  const sent = requestSent(state, exchange.round, 'success', context)
  if (opened.kind === 'rejected') {
    const processed = answerProcessed(opened.code, undefined, false, context)
    const careful = opened.code === 'document-certificates-missing' ? withoutHeld(product) : product
    return prepend([sent, processed], candidateFailed(state, careful, opened, context))
  }
  return prepend([sent], acceptAnswer(state, exchange, opened.answer, context))
}

type Opened =
  | { readonly kind: 'accepted'; readonly answer: OpenedAnswer }
  | { readonly kind: 'rejected'; readonly code: ErrorCode; readonly detail?: string }

function openPacket(
  state: ClientState,
  exchange: Exchange,
  packet: Uint8Array,
  context: StepContext,
): Opened {
  if (exchange.product.stored.key === undefined) return { kind: 'rejected', code: 'product-key-missing' }
  try {
    const received = decodePacket(packet)
    if (received.kind === 'refusal') return readRefusal(received, exchange.round)
    return { kind: 'accepted', answer: verifyAnswer(state, exchange, received, context) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, detail } = error
    return { kind: 'rejected', code, ...(detail === undefined ? {} : { detail }) }
  }
}

/** A refusal that names another nonce belongs to another request. */
function readRefusal(refusal: Extract<ReceivedPacket, { kind: 'refusal' }>, round: AskingRound): Opened {
  const isOurs = refusal.nonce === undefined || equalBytes(refusal.nonce, round.request.nonce)
  if (!isOurs) return { kind: 'rejected', code: 'document-nonce' }
  const detail = refusal.code === 'unexpected' ? `Code ${refusal.codeNumber} of the host.` : undefined
  return { kind: 'rejected', code: refusal.code, ...(detail === undefined ? {} : { detail }) }
}

function verifyAnswer(
  state: ClientState,
  { product, round }: Exchange,
  received: Extract<ReceivedPacket, { kind: 'answer' }>,
  context: StepContext,
): OpenedAnswer {
  const { productId, productGroup } = product.licence.terms
  const { heldCertificates, roots } = product.stored
  const expected = {
    cmid: state.cmid,
    productId,
    productGroup,
    nonce: round.request.nonce,
    nowSeconds: Math.floor(context.nowMs / 1_000),
  }
  return openAnswer(
    received,
    { roots, expected, ...(heldCertificates === undefined ? {} : { heldCertificates }) },
    context.verifier,
  )
}

function acceptAnswer(
  state: ClientState,
  exchange: Exchange,
  opened: OpenedAnswer,
  context: StepContext,
): StepResult {
  const { answer } = opened
  const informed = learn(state, exchange, opened)
  const { policy } = exchange.product.licence.terms
  if (answer.directive === 'rearm' && policy.onDuplicate === 'rearm' && !exchange.round.rearmed)
    return takeNewIdentity(informed, exchange, opened, context)
  return answer.count >= policy.threshold
    ? activate(informed, opened, context)
    : keepWaiting(informed, opened, context)
}

interface Informed {
  readonly state: ClientState
  readonly product: LoadedProduct
}

/** What every verified answer teaches, whatever its count: time, intervals, port, host, lineage. */
function learn(state: ClientState, { product }: Exchange, opened: OpenedAnswer): Informed {
  const { answer } = opened
  const { latestTrustedMs } = state.installation
  const hostTimeMs = answer.hostTimeSeconds * 1_000
  const timed = {
    ...state,
    installation: { ...state.installation, latestTrustedMs: Math.max(latestTrustedMs, hostTimeMs) },
  }
  const stored: ProductState = {
    ...product.stored,
    heldCertificates: opened.certificates,
    lastLeaseId: answer.leaseId,
    lastCount: answer.count,
    intervals: { retryMinutes: answer.retryMinutes, renewalMinutes: answer.renewalMinutes },
  }
  return withAnsweringHost(timed, { ...product, stored }, answer.port)
}

function activate({ state, product }: Informed, opened: OpenedAnswer, context: StepContext): StepResult {
  const { answer, lease, certificates } = opened
  const hardware = hashHardware(state.machine.hardware, state.installation.publicKey, context.verifier)
  const fingerprint = product.round?.kind === 'asking' ? product.round.request.fingerprint : undefined
  const { directoryObject: _directoryObject, ...others } = product
  const { lastError: _error, fingerprint: _before, directory: _object, ...stored } = product.stored
  const activated: LoadedProduct = {
    ...others,
    stored: {
      ...stored,
      standing: { state: 0, sinceMs: answer.hostTimeSeconds * 1_000 },
      evidence: { lease, ...certificates },
      hardware,
      ...(fingerprint === undefined ? {} : { fingerprint }),
    },
    lease: answer,
  }
  const outcome: RoundOutcome = {
    kind: 'activated',
    count: answer.count,
    activatedUntilMs: activatedUntilMs(answer, product.licence.terms.policy),
  }
  const processed = answerProcessed('success', opened, true, context)
  return prepend([processed], finishRound(state, activated, outcome, context))
}

/** A count below the threshold leaves the state as it is (R4.2). */
function keepWaiting({ state, product }: Informed, opened: OpenedAnswer, context: StepContext): StepResult {
  const { threshold } = product.licence.terms.policy
  const { count } = opened.answer
  const missing = threshold - count
  const detail = `${count} of ${threshold} have asked, ${missing} ${missing === 1 ? 'is' : 'are'} missing.`
  const lastError = { code: 'count-insufficient', detail, reasons: [], atMs: context.nowMs } as const
  const waiting = { ...product, stored: { ...product.stored, lastError } }
  const isLicensed = assessProduct(product, effectiveNowMs(state, context.nowMs)).state === 1
  const processed = answerProcessed('count-insufficient', opened, isLicensed, context)
  const outcome: RoundOutcome = { kind: 'count-insufficient', count, threshold, missing }
  return prepend([processed], finishRound(state, waiting, outcome, context))
}

/** The host found that this is the copy of another machine: a new CMID, without using a rearm, and asked again. */
function takeNewIdentity(
  { state, product }: Informed,
  { round }: Exchange,
  opened: OpenedAnswer,
  context: StepContext,
): StepResult {
  const renewed = withNewIdentity(withProduct(state, product), 'identity-changed', context)
  const copy = renewed.products.get(product.stored.productId) ?? product
  const effects: readonly ClientEffect[] = [
    answerProcessed('success', opened, false, context),
    { kind: 'adopt-key-pair' },
    writeEvent(eventIds.rearmed, context.nowMs, 'success', { cmid: renewed.cmid }),
  ]
  return prepend(effects, askHost(renewed, copy, { ...round, rearmed: true }, context))
}

function withoutHeld(product: LoadedProduct): LoadedProduct {
  const { heldCertificates: _held, ...stored } = product.stored
  return { ...product, stored }
}

/** 12289. */
function answerProcessed(
  code: ErrorCode | 'success',
  opened: OpenedAnswer | undefined,
  activated: boolean,
  context: StepContext,
): ClientEffect {
  return writeEvent(eventIds.answerProcessed, context.nowMs, code, {
    resultCode: eventCodeNumber(code),
    statusFlags: 0,
    activated: activated ? 1 : 0,
    reserved: 0,
    count: opened?.answer.count ?? 0,
    retryMinutes: opened?.answer.retryMinutes ?? 0,
    renewalMinutes: opened?.answer.renewalMinutes ?? 0,
    clientTime: context.formatTime(context.nowMs),
  })
}
