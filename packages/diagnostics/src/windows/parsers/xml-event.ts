/**
 * One event of an XML export, as `wevtutil`, Get-WinEvent and Event Viewer write it, with or without the rendered
 * message. A small reader in one pass: no document types, no entities but the five of XML and character numbers, so no
 * input makes it grow or go slow.
 */
import type { Place } from '../facts.ts'
import { parseRecordNumber, type RawEvent } from './raw-event.ts'
import { parseStamp } from './times.ts'

interface Draft {
  eventId?: number | undefined
  computer?: string
  time?: string
  record?: number
  message?: string
  readonly data: string[]
}

/** Data items of one event; more are not looked at. */
const dataMax = 64

/** The event in a text that begins with its start tag, or undefined where it has no number or is damaged. */
export function parseXmlEvent(xml: string, place: Place): RawEvent | undefined {
  const draft: Draft = { data: [] }
  for (let position = xml.indexOf('<'); position !== -1; ) {
    const end = xml.indexOf('>', position)
    if (end === -1) return undefined
    const next = xml.indexOf('<', end)
    const tag = xml.slice(position + 1, end)
    takeElement(draft, tag, () => decodeText(xml.slice(end + 1, next === -1 ? xml.length : next)))
    position = next
  }
  if (draft.eventId === undefined) return undefined
  const stamp = draft.time === undefined ? undefined : parseStamp(draft.time)
  return {
    eventId: draft.eventId,
    place: draft.record === undefined ? place : { ...place, record: draft.record },
    ...(stamp === undefined ? {} : { stamp }),
    ...(draft.computer === undefined ? {} : { computer: draft.computer }),
    data: draft.data,
    message: draft.message ?? '',
  }
}

function takeElement(draft: Draft, tag: string, text: () => string): void {
  const name = /^[\w:.-]{1,40}/.exec(tag)?.[0]
  switch (name) {
    case 'EventID':
      draft.eventId = parseRecordNumber(text().trim())
      break
    case 'EventRecordID': {
      const record = parseRecordNumber(text().trim())
      if (record !== undefined) draft.record = record
      break
    }
    case 'Computer':
      draft.computer = text().trim()
      break
    case 'TimeCreated':
      draft.time = /SystemTime\s*=\s*["']([^"']{1,64})["']/.exec(tag)?.[1] ?? ''
      break
    case 'Data':
      if (draft.data.length < dataMax) draft.data.push(tag.endsWith('/') ? '' : text().trim())
      break
    case 'Message':
      draft.message ??= text().trim()
  }
}

const namedEntities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const codePointMax = 0x10ffff

/** Text with its entities resolved; what is no entity stays as it is. */
function decodeText(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return namedEntities[name] ?? whole
    const codePoint = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return codePoint <= codePointMax ? String.fromCodePoint(codePoint) : whole
  })
}
