/** The duplicate CMID report (R9.1): which machines share a CMID, and what it costs the count. */
import type { DuplicateEvidence } from '@muster/core/duplicates'
import { candidatesMax, findDuplicates } from './find-duplicates.ts'
import type { Report } from './report.ts'
import { applicationName, isoTime, type ReportSource, type ReportSpan } from './report-source.ts'
import { hostColumns } from './sharing-hosts.ts'

const evidenceWords: Readonly<Record<DuplicateEvidence, string>> = {
  'alternating-fingerprints': 'Two machines take turns with one CMID.',
  'forked-lease': 'Two machines continued the same answer.',
  'interleaved-branches': 'Two lines of requests live on side by side.',
}

/** What shows that a machine shares its CMID, in a sentence. */
export function describeEvidence(evidence: DuplicateEvidence): string {
  return evidenceWords[evidence]
}

/** Makes the report. */
export async function duplicatesReport(source: ReportSource, span: ReportSpan): Promise<Report> {
  const { duplicates, complete } = await findDuplicates(source, span)
  const machines = duplicates.reduce((sum, duplicate) => sum + duplicate.machines.length, 0)
  const open = duplicates.flatMap((duplicate) => duplicate.machines.filter(({ ownCmid }) => ownCmid === null))
  return {
    name: 'duplicates',
    title: 'Machines that share a CMID',
    generatedAt: isoTime(span.nowMs),
    figures: [
      ['Shared CMIDs', duplicates.length],
      ['Machines behind them', machines],
      ['Machines that still share', open.length],
    ],
    charts: [],
    columns: [
      { key: 'cmid', heading: 'Client Machine ID (CMID)' },
      { key: 'application', heading: 'Application' },
      { key: 'machineName', heading: 'Machine' },
      { key: 'address', heading: 'Address' },
      { key: 'firstSeen', heading: 'First seen' },
      { key: 'lastSeen', heading: 'Last seen' },
      { key: 'evidence', heading: 'Evidence' },
      { key: 'ownCmid', heading: 'Own CMID since' },
      { key: 'countWithoutDuplication', heading: 'Count without duplication', align: 'right' },
      ...hostColumns(source, 'Last answered by'),
    ],
    rows: duplicates.flatMap(({ cmid, applicationId, machines: sharing, countWithoutDuplication }) =>
      sharing.map((machine) => ({
        ...machine,
        cmid,
        application: applicationName(source, applicationId),
        evidence: machine.evidence === null ? null : describeEvidence(machine.evidence),
        countWithoutDuplication,
      })),
    ),
    notes: [
      ...(duplicates.length === 0
        ? ['No CMID is used by more than one machine.']
        : [
            'Each shared CMID counts once. On every copy run: muster client rearm. Prepare images with: muster client generalize.',
          ]),
      ...(complete ? [] : [`Only the first ${candidatesMax} suspicious CMIDs were judged.`]),
    ],
    items: duplicates,
  }
}
