/**
 * Events as labelled text: `wevtutil /f:text`, Format-List, and what Event Viewer copies. Labels of other languages do
 * no harm: the comma joined text under them decides. A copy that goes on with its XML is read from that.
 */
import { recordLinesMax } from '../limits.ts'
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from '../recognise/block.ts'
import { deliverEvent } from './deliver-event.ts'
import { parseRecordNumber, type RawEvent } from './raw-event.ts'
import { readSlmgrLine } from './slmgr-line.ts'
import { parseStamp } from './times.ts'

const startPattern =
  /^\s*(Event\[\d{1,9}\]\s*:?\s*$|Log Name\s*:|LogName\s*:|TimeCreated\s+:|TimeGenerated\s+:|ProviderName\s+:|EventID\s+:|Event ID\s*:)/i
const newEventPattern = /^\s*(Event\[\d{1,9}\]\s*:?\s*$|Log Name\s*:)/i
const xmlFollows = /^\s*Event Xml\s*:/i
const xmlStart = /^\s*<(\?xml|Events?[\s>])/
const labelPattern = /^\s*([A-Za-z][A-Za-z ]{0,30}?)\s*:\s*(.*)$/

type Field = 'eventId' | 'time' | 'computer' | 'record'

const fieldByLabel: ReadonlyMap<string, Field> = new Map([
  ['event id', 'eventId'],
  ['eventid', 'eventId'],
  ['id', 'eventId'],
  ['instanceid', 'eventId'],
  ['date', 'time'],
  ['timecreated', 'time'],
  ['timegenerated', 'time'],
  ['computer', 'computer'],
  ['machinename', 'computer'],
  ['recordid', 'record'],
  ['index', 'record'],
])

/** Events as text with labels. */
export const labelledEvents: BlockKind = {
  starts: (text) => startPattern.test(text),
  open: (sink) => new LabelledEvents(sink),
}

class LabelledEvents implements Block {
  readonly isInside = false
  readonly #sink: Sink
  #fields = new Map<Field, string>()
  #lines: string[] = []
  #line = 0
  #blanks = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  take({ text, line }: Piece): boolean {
    if (xmlFollows.test(text)) {
      this.#reset()
      return true
    }
    if (text.trim() === '') return this.#takeBlank()
    if (this.#isForeign(text, line)) return false
    if (this.#isNext(text)) this.end()
    if (this.#lines.length === 0) {
      if (!startPattern.test(text)) return false
      this.#line = line
    }
    this.#add(text)
    return true
  }

  end(): void {
    const eventId = parseRecordNumber(this.#fields.get('eventId') ?? '')
    const text = this.#lines.join('\n')
    if (eventId === undefined) {
      if (this.#lines.length > 0) this.#sink.gap(this.#line, 'The event has no number.', text)
    } else deliverEvent(this.#sink, 'event-text', this.#event(eventId, text), text)
    this.#reset()
  }

  /** XML, or an output of slmgr that stands after a blank line, is no part of an event. */
  #isForeign(text: string, line: number): boolean {
    if (xmlStart.test(text)) return true
    if (this.#blanks === 0 || !this.#fields.has('eventId')) return false
    const field = readSlmgrLine(text, line)?.field
    return field === 'version' || field === 'name' || field === 'cmid'
  }

  #event(eventId: number, message: string): RawEvent {
    const stamp = parseStamp(this.#fields.get('time') ?? '')
    const computer = this.#fields.get('computer')
    const record = parseRecordNumber(this.#fields.get('record') ?? '')
    const place = this.#sink.place(this.#line)
    return {
      eventId,
      place: record === undefined ? place : { ...place, record },
      ...(stamp === undefined ? {} : { stamp }),
      ...(computer === undefined ? {} : { computer }),
      data: [],
      message,
    }
  }

  #takeBlank(): boolean {
    this.#blanks++
    return true
  }

  /** A new event begins with its first label, or with a label that this one already has, after a blank line. */
  #isNext(text: string): boolean {
    if (this.#lines.length === 0) return false
    if (newEventPattern.test(text)) return this.#lines.length > 1 || /Event\[/i.test(text)
    const field = fieldOf(text)?.[0]
    return this.#blanks > 0 && field !== undefined && this.#fields.has(field)
  }

  #add(text: string): void {
    this.#blanks = 0
    if (this.#lines.length < recordLinesMax) this.#lines.push(text)
    const found = fieldOf(text)
    if (found !== undefined && !this.#fields.has(found[0])) this.#fields.set(...found)
  }

  #reset(): void {
    this.#fields = new Map()
    this.#lines = []
    this.#blanks = 0
  }
}

function fieldOf(text: string): [Field, string] | undefined {
  const match = labelPattern.exec(text)
  const field = fieldByLabel.get((match?.[1] ?? '').toLowerCase())
  return match === null || field === undefined ? undefined : [field, (match[2] ?? '').trim()]
}
