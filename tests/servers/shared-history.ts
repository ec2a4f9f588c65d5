/**
 * The history of requests to hosts that share a count, and the judgement whether a serial order could have given it.
 * The event log states the order in which the hosts claim to have decided; that order is checked against the rules of
 * the count, and against the clock of those who asked.
 */
import type { RequestFacts } from '@muster/core/events'
import type { HostStore } from '@muster/core/stores'
import { SerialOrder } from '@muster/lab'

/** One answer, as the machine saw it. */
export interface RecordedAnswer {
  readonly cmid: string
  readonly leaseId: string
  readonly count: number
  /** Before the request left, and after the answer came; both by one clock. */
  readonly askedAtMs: number
  readonly toldAtMs: number
}

/** What a log claims for one request. */
export interface LoggedRequest extends RequestFacts {
  readonly sequence: number
}

/** What contradicts a serial order; empty where nothing does. */
export function contradictions(
  answers: readonly RecordedAnswer[],
  log: readonly LoggedRequest[],
): readonly string[] {
  return [...replay(log), ...missing(answers, log), ...againstTheClock(answers, log)]
}

/** Every request in the log, the oldest first. */
export async function readLog(store: HostStore): Promise<readonly LoggedRequest[]> {
  const log: LoggedRequest[] = []
  let after: string | undefined
  do {
    const page = await store.events({ limit: 1_000, oldestFirst: true, ...(after && { after }) })
    for (const { sequence, event } of page.items)
      if (event.kind === 'request-processed') log.push({ sequence, ...event.request })
    after = page.next
  } while (after !== undefined)
  return log
}

/** Counts anew in the order of the log, as plainly as can be. */
function replay(log: readonly LoggedRequest[]): readonly string[] {
  const found: string[] = []
  const cache: string[] = []
  let threshold = 0
  for (const { sequence, cmid, minimumCount, count } of log) {
    threshold = Math.max(threshold, minimumCount)
    const place = cache.indexOf(cmid)
    if (place >= 0) cache.splice(place, 1)
    else if (cache.length >= 2 * threshold) cache.shift()
    cache.push(cmid)
    if (count !== cache.length)
      found.push(`${sequence}: ${count} was told where the order gives ${cache.length}`)
  }
  return found
}

function missing(answers: readonly RecordedAnswer[], log: readonly LoggedRequest[]): readonly string[] {
  const logged = new Map(log.map((request) => [request.leaseId, request]))
  return answers
    .filter(({ leaseId, count, cmid }) => {
      const request = logged.get(leaseId)
      return request?.count !== count || request.cmid !== cmid
    })
    .map(({ leaseId }) => `the answer ${leaseId} is not in the log as it was told`)
}

/** Who was told before another asked has the smaller sequence. */
function againstTheClock(
  answers: readonly RecordedAnswer[],
  log: readonly LoggedRequest[],
): readonly string[] {
  const sequences = new Map(log.map(({ leaseId, sequence }) => [leaseId, sequence]))
  const order = new SerialOrder()
  const told = answers.toSorted((left, right) => left.toldAtMs - right.toldAtMs)
  return told.flatMap(({ leaseId, askedAtMs, toldAtMs }) => {
    try {
      order.tell({ sequence: sequences.get(leaseId) ?? 0, askedAt: askedAtMs, toldAt: toldAtMs })
      return []
    } catch (error) {
      return [String(error)]
    }
  })
}
