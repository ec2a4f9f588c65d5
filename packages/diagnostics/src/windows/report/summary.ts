/** The numbers of a report: what was read, machines by state, requests by result, and the count over time. */
import { licenceStateName, licensedState } from '../codes/licence-states.ts'
import type { WindowsReport } from '../examine.ts'
import type { ContentKind, SourceFacts } from '../facts.ts'
import { counted } from '../findings/evidence.ts'
import type { Severity } from '../findings/finding.ts'
import { latestRows, machineOfRow } from '../history/machine-states.ts'
import { formatResult } from '../parsers/numbers.ts'

/** Machines in one licence state as they last asked. */
export interface StateCount {
  readonly state: number
  readonly name: string
  readonly machines: number
  readonly virtual: number
}

/** Requests with one result. */
export interface ResultCount {
  readonly result: string
  readonly requests: number
}

/** Licensed machines whose activation ends within a span of days. */
export interface ExpiryCount {
  readonly label: string
  readonly machines: number
}

const contentNames: Readonly<Record<ContentKind, readonly [one: string, many: string]>> = {
  'event-xml': ['event as XML', 'events as XML'],
  'event-csv': ['event in a table', 'events in a table'],
  'event-text': ['event as text', 'events as text'],
  'info-line': ['bare event text', 'bare event texts'],
  slmgr: ['output of slmgr', 'outputs of slmgr'],
  'slmgr-expiry': ['answer of slmgr /xpr', 'answers of slmgr /xpr'],
  dns: ['record of DNS', 'records of DNS'],
}

/** What a source held, in words. */
export function describeSource({ contents, encoding, unreadable, linesNotUnderstood }: SourceFacts): string {
  if (unreadable !== undefined) return `not read. ${unreadable}`
  const parts = Object.entries(contents).map(([kind, count]) =>
    counted(count, ...contentNames[kind as ContentKind]),
  )
  const held = parts.length === 0 ? 'nothing that is known here' : parts.join(', ')
  const missed = linesNotUnderstood === 0 ? '' : `; ${linesNotUnderstood} not understood`
  return `${held} (${encoding})${missed}`
}

/** Machines of the hosts' logs by licence state. */
export function machinesByState({ examination: { requests } }: WindowsReport): readonly StateCount[] {
  const states = new Map<number, { machines: number; virtual: number }>()
  for (const row of latestRows(requests)) {
    const state = requests.licenceState[row] ?? 0
    const count = states.get(state) ?? { machines: 0, virtual: 0 }
    count.machines++
    count.virtual += requests.virtual[row] ?? 0
    states.set(state, count)
  }
  return [...states]
    .sort(([first], [second]) => first - second)
    .map(([state, count]) => ({ state, name: licenceStateName(state), ...count }))
}

const expirySpans: readonly (readonly [label: string, daysBelow: number])[] = [
  ['ended', 0],
  ['within 30 days', 30],
  ['in 30 to 90 days', 90],
  ['in 90 to 150 days', 150],
  ['later', Number.POSITIVE_INFINITY],
]
const secondsPerDay = 86_400

/** Licensed machines of the hosts' logs by the end of their activation, seen from the latest time of the input. */
export function machinesByExpiry({
  examination: { requests, asOfMs = 0 },
}: WindowsReport): readonly ExpiryCount[] {
  const counts = expirySpans.map(() => 0)
  for (const row of latestRows(requests)) {
    const { licenceState, expiresSeconds } = machineOfRow(requests, row)
    if (licenceState !== licensedState || expiresSeconds === undefined) continue
    const days = (expiresSeconds - asOfMs / 1_000) / secondsPerDay
    const span = expirySpans.findIndex(([, daysBelow]) => days < daysBelow)
    counts[span] = (counts[span] ?? 0) + 1
  }
  return expirySpans
    .map(([label], index) => ({ label, machines: counts[index] ?? 0 }))
    .filter(({ machines }) => machines > 0)
}

/** Requests of the hosts' logs by result, the most frequent first. */
export function requestsByResult({ examination: { requests } }: WindowsReport): readonly ResultCount[] {
  const results = new Map<number, number>()
  for (const result of requests.result) results.set(result, (results.get(result) ?? 0) + 1)
  return [...results]
    .sort(([, first], [, second]) => second - first)
    .map(([result, count]) => ({ result: formatResult(result), requests: count }))
}

/** `2 failures, 1 warning, 3 notes`. */
export function severityCounts({ findings }: WindowsReport): Readonly<Record<Severity, number>> {
  const counts: Record<Severity, number> = { fail: 0, warn: 0, note: 0 }
  for (const { severity } of findings) counts[severity]++
  return counts
}
