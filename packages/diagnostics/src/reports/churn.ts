/** The churn report (R9.4): machines that appear under several CMIDs, and how much of the count they make up. */
import { liveCount } from '@muster/core/counting'
import type { Report } from './report.ts'
import { applicationName, countedMs, isoTime, type ReportSource, type ReportSpan } from './report-source.ts'

/** Machines that the report names. */
const machinesMax = 1_000

/** Makes the report; it looks at the time in which a machine counts, 30 days. */
export async function churnReport(source: ReportSource, { nowMs }: ReportSpan): Promise<Report> {
  const sinceMs = nowMs - countedMs
  const { machines, totals } = await source.reports.churningMachines({ nowMs, sinceMs, limit: machinesMax })
  const counts = await source.store.counts()
  const found = totals.reduce((sum, total) => sum + total.machines, 0)
  return {
    name: 'churn',
    title: 'Machines under several CMIDs within 30 days',
    generatedAt: isoTime(nowMs),
    figures: [
      ['Such machines', found],
      ...totals.map((total) => {
        const count = counts.find(({ applicationId }) => applicationId === total.applicationId)
        const live = count === undefined ? 0 : liveCount(count, nowMs)
        const share = live === 0 ? 0 : Math.round((100 * total.counted) / live)
        const name = applicationName(source, total.applicationId)
        return [
          `Share of the count of ${name}`,
          `${total.counted} of ${live} (${share} %), ${total.machines} machines`,
        ] as const
      }),
    ],
    charts: [],
    columns: [
      { key: 'machineName', heading: 'Machine' },
      { key: 'fingerprint', heading: 'Fingerprint' },
      { key: 'application', heading: 'Application' },
      { key: 'cmids', heading: 'CMIDs', align: 'right' },
      { key: 'counted', heading: 'Counted', align: 'right' },
      { key: 'firstSeen', heading: 'First seen' },
      { key: 'lastSeen', heading: 'Last seen' },
    ],
    rows: machines.map(({ applicationId, machineName, firstSeenMs, lastSeenMs, ...machine }) => ({
      ...machine,
      machineName: machineName ?? null,
      application: applicationName(source, applicationId),
      firstSeen: isoTime(firstSeenMs),
      lastSeen: isoTime(lastSeenMs),
    })),
    notes: [
      'Usual causes: a rearm in a loop, or a desktop pool that is refreshed from its image. A licence may say "churn: once", so that such a machine counts once.',
      ...(found > machines.length ? [`The table names ${machines.length} of ${found} machines.`] : []),
    ],
  }
}
