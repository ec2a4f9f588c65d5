/** Pairs what clients asked with what they were answered: by machine, and by the client's time that both events carry. */
import type { AnswerProcessed, EventFact, RequestSent } from '../facts.ts'

/** An answer belongs to a request of the same machine up to so long before it. */
const answerMinutesMax = 5
const msPerMinute = 60_000

/** Requests with and without an answer. */
export interface ClientExchanges {
  readonly unanswered: readonly EventFact<RequestSent>[]
  readonly answered: number
}

/** Pairs the events; each answer is used once. */
export function clientExchanges(
  events: readonly EventFact<RequestSent | AnswerProcessed>[],
): ClientExchanges {
  const unanswered: EventFact<RequestSent>[] = []
  let answered = 0
  for (const ofMachine of byMachine(events).values()) {
    const open = pairEvents(ofMachine)
    unanswered.push(...open.unanswered)
    answered += open.answered
  }
  return { unanswered, answered }
}

function byMachine(events: readonly EventFact<RequestSent | AnswerProcessed>[]) {
  const groups = new Map<string, EventFact<RequestSent | AnswerProcessed>[]>()
  for (const event of events) {
    const key = event.computer?.toLowerCase() ?? `source ${event.place.source}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return groups
}

function pairEvents(events: readonly EventFact<RequestSent | AnswerProcessed>[]): ClientExchanges {
  const waiting: EventFact<RequestSent>[] = []
  let answered = 0
  for (const { event, timeMs } of inOrder(events)) {
    const { content } = event
    if (content.kind === 'request-sent') {
      waiting.push({ ...event, content })
      continue
    }
    const request = waiting.pop()
    if (request === undefined) continue
    if (timeMs - timeOf(request) <= answerMinutesMax * msPerMinute) answered++
    else waiting.push(request)
  }
  return { unanswered: waiting, answered }
}

/** By time; at the same minute a request comes before its answer. */
function inOrder(events: readonly EventFact<RequestSent | AnswerProcessed>[]) {
  return events
    .map((event) => ({ event, timeMs: timeOf(event) }))
    .sort((first, second) => first.timeMs - second.timeMs || rankOf(first.event) - rankOf(second.event))
}

/** The client's own time, which both events carry and which knows no zone; the log's where it is missing. */
function timeOf({ content, stamp }: EventFact<RequestSent | AnswerProcessed>): number {
  return content.clientTimeMs ?? stamp?.timeMs ?? 0
}

function rankOf({ content }: EventFact<RequestSent | AnswerProcessed>): number {
  return content.kind === 'request-sent' ? 0 : 1
}
