/**
 * Events with the numbers and fields that administrators know (rules §7). An event keeps typed facts; the comma
 * joined text and the named fields are derived from them in one place.
 */
import { describeCode, type ErrorCode } from '../errors/index.ts'

/** The result that an event states. */
export type EventCode = ErrorCode | 'success'

/** How grave an event is. */
export type EventLevel = 'information' | 'warning' | 'error'

export const eventIds = {
  requestSent: 12288,
  answerProcessed: 12289,
  requestProcessed: 12290,
  dnsPublishingFailed: 12293,
  dnsPublishingSucceeded: 12294,
  directoryActivationSucceeded: 12308,
  serviceStarted: 12400,
  serviceStopped: 12401,
  hostActivated: 12402,
  eventsDropped: 12403,
  settingChanged: 12404,
  administered: 12405,
  stateChanged: 12410,
  rearmed: 12411,
  directoryActivationFailed: 12412,
} as const

/** Named values in the order in which the comma joined text lists them. */
export type EventFields = Readonly<Record<string, string | number>>

/** What the host processed for one request (12290). */
export interface RequestFacts {
  readonly applicationId: string
  readonly productId: string
  readonly cmid: string
  readonly minimumCount: number
  readonly machineName?: string
  readonly clientTimeSeconds: number
  readonly virtual: boolean
  readonly licenceState: number
  readonly minutesToStateExpiry: number
  /** Hexadecimal, as are the next two. */
  readonly fingerprint?: string
  readonly previousLeaseId?: string
  /** Present where the request was answered, as is the count. */
  readonly leaseId?: string
  readonly count?: number
}

/** 12290: one for each request that the host processed. */
export interface RequestProcessedEvent {
  readonly kind: 'request-processed'
  readonly timeMs: number
  readonly code: EventCode
  /** Network address of the peer. */
  readonly address: string
  readonly request: RequestFacts
}

/** Any other event. */
export interface ServiceEvent {
  readonly kind: 'service'
  readonly id: number
  readonly timeMs: number
  readonly level: EventLevel
  readonly code: EventCode
  readonly fields: EventFields
}

/** Whatever an event log holds. */
export type MusterEvent = RequestProcessedEvent | ServiceEvent

/** An event as people and programs read it; the shape of `events --json`. */
export interface PresentedEvent {
  readonly id: number
  /** ISO 8601, UTC. */
  readonly time: string
  readonly level: EventLevel
  readonly code: EventCode
  readonly message: string
  /** The values of `fields`, comma joined. */
  readonly info: string
  readonly fields: EventFields
  /** The host that wrote it, where several share the store. */
  readonly hostName?: string
}

/** The number that events state for a code: 0 for success. */
export function eventCodeNumber(code: EventCode): number {
  return code === 'success' ? 0 : describeCode(code).number
}

/** An event with its texts. `formatTime` turns milliseconds since the epoch into ISO 8601. */
export function presentEvent(event: MusterEvent, formatTime: (timeMs: number) => string): PresentedEvent {
  const fields = event.kind === 'service' ? event.fields : requestFields(event, formatTime)
  const id = event.kind === 'service' ? event.id : eventIds.requestProcessed
  return {
    id,
    time: formatTime(event.timeMs),
    level: event.kind === 'service' ? event.level : event.code === 'success' ? 'information' : 'warning',
    code: event.code,
    message: messageOf(id, event.code),
    info: Object.values(fields).join(','),
    fields,
  }
}

function requestFields(event: RequestProcessedEvent, formatTime: (timeMs: number) => string): EventFields {
  const { request } = event
  return {
    resultCode: eventCodeNumber(event.code),
    minimumCount: request.minimumCount,
    machineName: request.machineName ?? '',
    cmid: request.cmid,
    clientTime: formatTime(request.clientTimeSeconds * 1_000),
    virtual: request.virtual ? 1 : 0,
    licenceState: request.licenceState,
    minutesToStateExpiry: request.minutesToStateExpiry,
    productId: request.productId,
  }
}

const messages: Readonly<Record<number, string>> = {
  [eventIds.requestSent]: 'The client has sent an activation request to the activation host.',
  [eventIds.answerProcessed]: 'The client has processed an answer from the activation host.',
  [eventIds.requestProcessed]: 'An activation request has been processed.',
  [eventIds.dnsPublishingFailed]: 'Publishing the activation host in DNS failed.',
  [eventIds.dnsPublishingSucceeded]: 'Publishing the activation host in DNS succeeded.',
  [eventIds.directoryActivationSucceeded]: 'Directory-based activation has succeeded.',
  [eventIds.serviceStarted]: 'The service has started.',
  [eventIds.serviceStopped]: 'The service has stopped.',
  [eventIds.hostActivated]: 'The activation host has been activated.',
  [eventIds.eventsDropped]: 'Old events were dropped to keep the log within its bounds.',
  [eventIds.settingChanged]: 'A setting has been changed.',
  [eventIds.administered]: 'Somebody administered the service.',
  [eventIds.stateChanged]: 'The licence state has changed.',
  [eventIds.rearmed]: 'The machine has been rearmed.',
  [eventIds.directoryActivationFailed]: 'Directory-based activation has failed.',
}

function messageOf(id: number, code: EventCode): string {
  const message = messages[id] ?? 'Event.'
  return code === 'success' ? message : `${message} ${describeCode(code).sentence}`
}
