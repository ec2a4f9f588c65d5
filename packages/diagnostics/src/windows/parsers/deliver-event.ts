/** Hands an event on by what it means. */
import type { ContentKind } from '../facts.ts'
import type { Sink } from '../recognise/block.ts'
import { interpretEvent, type RawEvent } from './raw-event.ts'

/** Puts an event into the sink; `text` is what a report repeats where the event is damaged. */
export function deliverEvent(sink: Sink, kind: ContentKind, event: RawEvent, text: string): void {
  const meaning = interpretEvent(event)
  if (meaning.kind === 'fact') sink.event(kind, meaning.fact)
  else if (meaning.kind === 'other') sink.otherEvent(kind)
  else sink.gap(event.place.line, meaning.reason, text)
}
