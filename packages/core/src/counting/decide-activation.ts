/**
 * What an activation host answers, and what that changes (R2.1–R2.9, R2.11, R2.14): one pure function of the
 * counts, the requests and what was drawn for them. Signing and storing are the caller's.
 */

import { toHex } from '../bytes/index.ts'
import {
  type Answer,
  clockDifferenceSecondsMax,
  type Directive,
  type ProductTerms,
} from '../documents/index.ts'
import { assert } from '../errors/index.ts'
import type { VerifiedRequest } from '../wire/index.ts'
import type { BatchOutcome } from './batch-outcome.ts'
import { CountDraft } from './count-draft.ts'
import { type ApplicationCount, emptyApplicationCount } from './count-state.ts'
import type { ActivatedHostKey, Coverage } from './coverage.ts'
import type { HostChange } from './host-change.ts'
import { recordRequest } from './record-request.ts'

const msPerSecond = 1_000

/** A request as it waits for its decision. */
export interface PendingRequest<HostKey extends ActivatedHostKey> {
  readonly request: VerifiedRequest
  /** Network address of the peer. */
  readonly address: string
  readonly coverage: Coverage<HostKey>
  /** Drawn once for this request. */
  readonly fresh: { readonly nowMs: number; readonly leaseId: Uint8Array }
  /** What the answer asks of the client beside. */
  readonly directive?: Directive
}

/** What holds for every request of the host. */
export interface DecisionContext {
  /** Port that clients are to use. */
  readonly port: number
  /** What the administrator set; absent means the product's own number (R2.8). */
  readonly retryMinutes?: number
  readonly renewalMinutes?: number
}

/** Why a request is not answered. */
export type ActivationRefusalCode = 'product-not-served' | 'host-not-activated' | 'clock-difference'

/** What one request gets. */
export type ActivationDecision<HostKey extends ActivatedHostKey> =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly hostKey: HostKey }
  | { readonly kind: 'refusal'; readonly code: ActivationRefusalCode }

/**
 * Decides requests in order; each sees the machines that those before it brought into the count. `counts` holds
 * the application of every request that may be answered; one that is absent is empty.
 */
export function decideBatch<HostKey extends ActivatedHostKey>(
  counts: ReadonlyMap<string, ApplicationCount>,
  requests: readonly PendingRequest<HostKey>[],
  context: DecisionContext,
): BatchOutcome<readonly ActivationDecision<HostKey>[]> {
  const drafts = new Map<string, CountDraft>()
  const changes: HostChange[] = []
  const result: ActivationDecision<HostKey>[] = []
  for (const pending of requests) {
    const decided = decideOne(pending, context, (applicationId) => draftOf(applicationId, counts, drafts))
    changes.push(...decided.changes)
    result.push(decided.decision)
  }
  const countsAfter = new Map(counts)
  for (const [applicationId, draft] of drafts) countsAfter.set(applicationId, draft.finish())
  return { changes, countsAfter, result }
}

/** Decides one request. */
export function decideActivation<HostKey extends ActivatedHostKey>(
  counts: ReadonlyMap<string, ApplicationCount>,
  request: PendingRequest<HostKey>,
  context: DecisionContext,
): BatchOutcome<ActivationDecision<HostKey>> {
  const { changes, countsAfter, result } = decideBatch(counts, [request], context)
  const [decision] = result
  assert(decision !== undefined, 'each request gets one decision')
  return { changes, countsAfter, result: decision }
}

/** Why a request is refused, whatever the counts are; undefined where it is answered. */
export function refusalOf(pending: PendingRequest<ActivatedHostKey>): ActivationRefusalCode | undefined {
  const { coverage, request } = pending
  if (coverage.kind === 'refused') return coverage.code
  if (coverage.terms.applicationId !== request.applicationId) return 'product-not-served'
  return clocksDiffer(pending) ? 'clock-difference' : undefined
}

function draftOf(
  applicationId: string,
  counts: ReadonlyMap<string, ApplicationCount>,
  drafts: Map<string, CountDraft>,
): CountDraft {
  const known = drafts.get(applicationId)
  if (known !== undefined) return known
  const draft = new CountDraft(counts.get(applicationId) ?? emptyApplicationCount(applicationId))
  drafts.set(applicationId, draft)
  return draft
}

interface Decided<HostKey extends ActivatedHostKey> {
  readonly decision: ActivationDecision<HostKey>
  readonly changes: readonly HostChange[]
}

function decideOne<HostKey extends ActivatedHostKey>(
  pending: PendingRequest<HostKey>,
  context: DecisionContext,
  draftFor: (applicationId: string) => CountDraft,
): Decided<HostKey> {
  const { coverage, request } = pending
  const code = refusalOf(pending)
  if (code !== undefined) return refuse(pending, code)
  assert(coverage.kind === 'covered', 'what is not covered is refused')
  const draft = draftFor(request.applicationId)
  const entered = draft.enter(machineOf(request), coverage.terms.policy, pending.fresh.nowMs)
  const answer = composeAnswer(pending, coverage.terms, context, draft.size)
  return {
    decision: { kind: 'answer', answer, hostKey: coverage.hostKey },
    changes: [...entered, ...recordRequest(pending, { kind: 'answered', count: answer.count })],
  }
}

function refuse<HostKey extends ActivatedHostKey>(
  pending: PendingRequest<HostKey>,
  code: ActivationRefusalCode,
): Decided<HostKey> {
  return { decision: { kind: 'refusal', code }, changes: recordRequest(pending, { kind: 'refused', code }) }
}

/** Exactly 4 hours pass (R2.7). */
function clocksDiffer({ request, fresh }: PendingRequest<ActivatedHostKey>): boolean {
  return Math.abs(request.clientTimeSeconds - secondsOf(fresh.nowMs)) > clockDifferenceSecondsMax
}

function machineOf({ cmid, fingerprint }: VerifiedRequest) {
  return { cmid, ...(fingerprint === undefined ? {} : { fingerprint: toHex(fingerprint) }) }
}

function composeAnswer(
  { request, fresh, directive }: PendingRequest<ActivatedHostKey>,
  { policy }: ProductTerms,
  context: DecisionContext,
  count: number,
): Answer {
  return {
    nonce: request.nonce,
    cmid: request.cmid,
    productId: request.productId,
    count,
    retryMinutes: context.retryMinutes ?? policy.retryMinutes,
    renewalMinutes: context.renewalMinutes ?? policy.renewalMinutes,
    validityMinutes: policy.validityMinutes,
    port: context.port,
    hostTimeSeconds: secondsOf(fresh.nowMs),
    leaseId: fresh.leaseId,
    ...(directive === undefined ? {} : { directive }),
  }
}

function secondsOf(timeMs: number): number {
  return Math.floor(timeMs / msPerSecond)
}
