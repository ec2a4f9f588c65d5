/** Events in the formats that people and other programs read: text, JSON lines, XML and CSV. */
import type { EventLevel, PresentedEvent } from '@muster/core/events'
import { printable } from './table.ts'

/** Formats that `events --format` knows. */
export const eventFormats = ['text', 'json', 'xml', 'csv'] as const

/** One of {@link eventFormats}. */
export type EventFormat = (typeof eventFormats)[number]

/** How one format is written: what comes before, each event, what comes after. */
export interface EventWriter {
  readonly head: string
  readonly event: (event: PresentedEvent) => string
  readonly foot: string
}

/**
 * The writer of a format. CSV follows RFC 4180; XML has the form in which Windows exports events. `hostNames`: whether
 * several hosts wrote the events; JSON and XML name them without being told.
 */
export function eventWriter(
  format: EventFormat,
  { hostNames = false }: { readonly hostNames?: boolean } = {},
): EventWriter {
  switch (format) {
    case 'text':
      return { head: '', event: hostNames ? textLineOfHost : textLine, foot: '' }
    case 'json':
      return { head: '', event: (event) => `${JSON.stringify(event)}\n`, foot: '' }
    case 'xml':
      return {
        head: '<?xml version="1.0" encoding="utf-8"?>\n<Events>\n',
        event: xmlElement,
        foot: '</Events>\n',
      }
    case 'csv':
      return {
        head: csvRow(hostNames ? [...csvColumns, 'host'] : csvColumns),
        event: (event) => csvRow(hostNames ? [...csvCells(event), event.hostName ?? ''] : csvCells(event)),
        foot: '',
      }
  }
}

function textLineOfHost(event: PresentedEvent): string {
  return `${printable(event.hostName ?? '')}  ${textLine(event)}`
}

function textLine({ time, id, level, message, info }: PresentedEvent): string {
  return `${time}  ${id}  ${level.padEnd(11)}  ${printable(message)} Info: ${printable(info)}\n`
}

/** Level numbers as Windows writes them. */
const levelNumbers: Readonly<Record<EventLevel, number>> = { error: 2, warning: 3, information: 4 }

function xmlElement({ time, id, level, code, message, fields, hostName }: PresentedEvent): string {
  const data = Object.entries(fields).map(
    ([name, value]) => `<Data Name="${xmlText(name)}">${xmlText(String(value))}</Data>`,
  )
  return [
    '<Event><System><Provider Name="Muster"/>',
    `<EventID>${id}</EventID><Level>${levelNumbers[level]}</Level>`,
    `<TimeCreated SystemTime="${time}"/>`,
    hostName === undefined ? '' : `<Computer>${xmlText(hostName)}</Computer>`,
    '</System>',
    `<EventData>${data.join('')}</EventData>`,
    `<RenderingInfo><Message>${xmlText(message)}</Message><Code>${code}</Code></RenderingInfo></Event>\n`,
  ].join('')
}

/** Text without what XML 1.0 cannot hold, and with its own marks written out. */
function xmlText(text: string): string {
  return printable(text)
    .replaceAll(/[\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const csvColumns = ['time', 'id', 'level', 'code', 'message', 'info'] as const

function csvCells({ time, id, level, code, message, info }: PresentedEvent): readonly string[] {
  return [time, String(id), level, code, message, info]
}

function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}
