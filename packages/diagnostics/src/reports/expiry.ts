/** When licence states end: a chart by week, and the machines that are next. */
import { licenceStateName } from './licence-state-names.ts'
import { stateOfRequest } from './licence-status.ts'
import type { Report } from './report.ts'
import {
  isoDay,
  isoTime,
  msPerDay,
  productName,
  type ReportSource,
  type ReportSpan,
} from './report-source.ts'
import { hostColumns } from './sharing-hosts.ts'

const machinesMax = 500
const weeksShown = 27
const msPerWeek = 7 * msPerDay
const endingStates = [1, 2, 3, 4, 6]

/** Makes the report. */
export async function expiryReport(source: ReportSource, { nowMs }: ReportSpan): Promise<Report> {
  const [spans, machines] = await Promise.all([
    source.reports.expiry({ spanMs: msPerWeek }),
    source.reports.nextToExpire({ nowMs, afterMs: nowMs, limit: machinesMax }),
  ])
  const first = Math.floor(nowMs / msPerWeek)
  const weeks = Array.from({ length: weeksShown }, (_, index) => (first + index) * msPerWeek)
  const ending = spans.filter(({ licenceState }) => endingStates.includes(licenceState))
  const endingIn = (startMs: number, endMs: number) =>
    ending
      .filter((span) => span.startMs >= startMs && span.startMs < endMs)
      .reduce((sum, { machines: count }) => sum + count, 0)
  return {
    name: 'expiry',
    title: 'When licence states end',
    generatedAt: isoTime(nowMs),
    figures: [
      ['Ended before this week', endingIn(Number.NEGATIVE_INFINITY, first * msPerWeek)],
      ['End within four weeks', endingIn(first * msPerWeek, (first + 4) * msPerWeek)],
      ['End later', endingIn((first + 4) * msPerWeek, Number.POSITIVE_INFINITY)],
    ],
    charts: [
      {
        kind: 'bars',
        title: 'Machines whose state ends in the week of',
        labels: weeks.map(isoDay),
        series: [
          { name: 'Machines', values: weeks.map((startMs) => endingIn(startMs, startMs + msPerWeek)) },
        ],
      },
    ],
    columns: [
      { key: 'ends', heading: 'Ends' },
      { key: 'machineName', heading: 'Machine' },
      { key: 'product', heading: 'Product' },
      { key: 'state', heading: 'Licence state' },
      { key: 'lastSeen', heading: 'Last seen' },
      { key: 'address', heading: 'Address' },
      { key: 'cmid', heading: 'Client Machine ID (CMID)' },
      ...hostColumns(source, 'Last answered by'),
    ],
    rows: machines.map((machine) => ({
      ends: isoTime(machine.seenAtMs + machine.minutesToStateExpiry * 60_000),
      machineName: machine.machineName ?? null,
      product: productName(source, machine.productId),
      state: licenceStateName(machine.licenceState),
      lastSeen: isoTime(machine.seenAtMs),
      address: machine.address,
      cmid: machine.cmid,
      hostName: machine.hostName ?? null,
    })),
    notes: [
      stateOfRequest,
      ...(machines.length === machinesMax ? [`The table names the next ${machinesMax} machines.`] : []),
    ],
  }
}
