/**
 * An event as an export shows it, before anybody asked what it means; and the one place that gives it meaning. The
 * comma joined text decides where there is one; else the data items do, by the number of the event.
 */
import type { EventContent, EventFact, Place, Stamp } from '../facts.ts'
import { findInfo, parseInfo, parseInfoFields } from './info-text.ts'
import { parseResult } from './numbers.ts'

/** One event of any log. */
export interface RawEvent {
  readonly eventId: number
  readonly place: Place
  readonly stamp?: Stamp
  readonly computer?: string
  readonly data: readonly string[]
  readonly message: string
}

/** What interpreting gives: a fact, an event of no concern, or one that should say something and does not. */
export type Interpretation =
  | { readonly kind: 'fact'; readonly fact: EventFact }
  | { readonly kind: 'other' }
  | { readonly kind: 'damaged'; readonly reason: string }

const infoEvents: Readonly<Record<number, EventContent['kind']>> = {
  12288: 'request-sent',
  12289: 'answer-processed',
  12290: 'request-processed',
}
const publishingFailed = 12_293
const publishingSucceeded = 12_294
const failureEvents: readonly number[] = [8_198, 12_291, 12_292, 12_321]
const directoryActivation = 12_308

const domainPattern = /'([\w.-]{1,253})'/
const embeddedResult = /\b(?:hr\s*=\s*)?(0x[0-9a-f]{1,8})\b/i

/** Number of an event or record; undefined for anything else. */
export function parseRecordNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** What an event means for activation. */
export function interpretEvent(event: RawEvent): Interpretation {
  const wanted = infoEvents[event.eventId]
  if (wanted === undefined) return interpretPlain(event)
  const content = infoContent(event)
  if (content?.kind !== wanted)
    return { kind: 'damaged', reason: `Event ${event.eventId} lacks the fields that it should have.` }
  return { kind: 'fact', fact: factOf(event, content) }
}

/** An event with its meaning. */
export function factOf(
  event: Omit<RawEvent, 'eventId' | 'data' | 'message'>,
  content: EventContent,
): EventFact {
  const { place, stamp, computer } = event
  return {
    place,
    ...(stamp === undefined ? {} : { stamp }),
    ...(computer === undefined || computer === '' ? {} : { computer }),
    content,
  }
}

function infoContent({ data, message }: RawEvent): EventContent | undefined {
  for (const item of data) {
    const content = item.includes(',') ? parseInfo(item) : undefined
    if (content !== undefined) return content
  }
  return parseInfoFields(data) ?? parseInfoFields(data.slice(1)) ?? findInfo(message)
}

function interpretPlain(event: RawEvent): Interpretation {
  const { eventId, data, message } = event
  const text = [...data, message].join(' ')
  if (eventId === publishingFailed || eventId === publishingSucceeded) {
    const result = eventId === publishingFailed ? resultIn(text) : 0
    return fact(event, { kind: 'dns-publishing', result, domain: domainOf(data, message) })
  }
  if (failureEvents.includes(eventId))
    return fact(event, { kind: 'service-failure', eventId, result: resultIn(text) })
  if (eventId === directoryActivation) return fact(event, { kind: 'directory-activation' })
  return { kind: 'other' }
}

function fact(event: RawEvent, content: EventContent): Interpretation {
  return { kind: 'fact', fact: factOf(event, content) }
}

function resultIn(text: string): number {
  return parseResult(embeddedResult.exec(text)?.[1] ?? '') ?? 0
}

function domainOf(data: readonly string[], message: string): string | undefined {
  return data.find((item) => /^[\w-]+(\.[\w-]+)+$/.test(item)) ?? domainPattern.exec(message)?.[1]
}
