/** What stays of a request beside the count: inventory, counters and event 12290 (R2.9, R2.11, R2.14). */
import { toHex } from '../bytes/index.ts'
import { assert, type ErrorCode } from '../errors/index.ts'
import type { RequestFacts } from '../events/index.ts'
import type { VerifiedRequest } from '../wire/index.ts'
import { type CounterName, counterNames, type HostChange, type MachineSighting } from './host-change.ts'

/** A request with what was drawn for it. */
export interface RequestToRecord {
  readonly request: VerifiedRequest
  readonly address: string
  readonly fresh: { readonly nowMs: number; readonly leaseId: Uint8Array }
}

/** How the request ended. */
export type RequestEnd =
  | { readonly kind: 'answered'; readonly count: number }
  | { readonly kind: 'refused'; readonly code: ErrorCode }

/** The changes, in order. A machine that was refused does not enter the inventory. */
export function recordRequest(recorded: RequestToRecord, end: RequestEnd): readonly HostChange[] {
  const answered = end.kind === 'answered'
  return [
    ...(answered ? [{ kind: 'machine-seen', machine: sightingOf(recorded) } as const] : []),
    added('total'),
    ...(answered ? [] : [added('failed')]),
    added(stateCounter(recorded.request.licenceState)),
    {
      kind: 'event-added',
      event: {
        kind: 'request-processed',
        timeMs: recorded.fresh.nowMs,
        code: answered ? 'success' : end.code,
        address: recorded.address,
        request: factsOf(recorded, end),
      },
    },
  ]
}

function added(counter: CounterName): HostChange {
  return { kind: 'counter-added', counter, amount: 1 }
}

function stateCounter(licenceState: number): CounterName {
  const name = counterNames.find((counter) => counter === `state-${licenceState}`)
  assert(name !== undefined, 'licence states are checked where they enter')
  return name
}

function sightingOf({ request, address, fresh }: RequestToRecord): MachineSighting {
  return {
    cmid: request.cmid,
    productId: request.productId,
    applicationId: request.applicationId,
    address,
    licenceState: request.licenceState,
    virtual: request.virtual,
    minutesToStateExpiry: request.minutesToStateExpiry,
    seenAtMs: fresh.nowMs,
    lease: {
      leaseId: toHex(fresh.leaseId),
      ...(request.previousLeaseId === undefined ? {} : { previousLeaseId: toHex(request.previousLeaseId) }),
    },
    ...(request.machineName === undefined ? {} : { machineName: request.machineName }),
    ...(request.fingerprint === undefined ? {} : { fingerprint: toHex(request.fingerprint) }),
  }
}

function factsOf({ request, fresh }: RequestToRecord, end: RequestEnd): RequestFacts {
  return {
    applicationId: request.applicationId,
    productId: request.productId,
    cmid: request.cmid,
    minimumCount: request.minimumCount,
    clientTimeSeconds: request.clientTimeSeconds,
    virtual: request.virtual,
    licenceState: request.licenceState,
    minutesToStateExpiry: request.minutesToStateExpiry,
    ...(request.machineName === undefined ? {} : { machineName: request.machineName }),
    ...(request.fingerprint === undefined ? {} : { fingerprint: toHex(request.fingerprint) }),
    ...(request.previousLeaseId === undefined ? {} : { previousLeaseId: toHex(request.previousLeaseId) }),
    ...(end.kind === 'answered' ? { leaseId: toHex(fresh.leaseId), count: end.count } : {}),
  }
}
