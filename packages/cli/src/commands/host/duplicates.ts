/** `muster host duplicates`: machines that share a CMID. */
import type { DuplicateCmid } from '@muster/diagnostics/reports'
import { defineCommand } from '../../framework/command.ts'
import { sinceMoment } from '../../framework/since.ts'
import { formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { hostColumn } from './sharing-text.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: 'List the CMIDs that more than one machine uses, with the evidence.',
  description: [
    'Such machines count once, however many they are. A renamed machine, one that moved to new hardware, a retry after a lost answer and a restored snapshot are told apart.',
  ],
  role: 'host',
  json: 'value',
  options: {
    since: {
      value: 'TIME',
      summary: 'How far back: 30d, 12h, or a day such as 2027-05-21.',
      default: '30d',
      parse: sinceMoment,
    },
  },
  examples: [
    { line: 'muster host duplicates', does: 'the machines, the original of each CMID first' },
    { line: 'muster report duplicates --format html --output duplicates.html', does: 'the same as a file' },
  ],
  async run(context) {
    const { findDuplicates, describeEvidence } = await import('@muster/diagnostics/reports')
    const nowMs = Date.now()
    const { duplicates, complete } = await withHost(context, (host) =>
      host.withReports((source) => findDuplicates(source, { nowMs, sinceMs: context.options.since(nowMs) })),
    )
    if (!complete) context.note('There are more; the first ones are listed.')
    const words = (evidence: DuplicateCmid['machines'][number]['evidence']) =>
      evidence === null ? '' : describeEvidence(evidence)
    context.result(duplicates, () => {
      if (duplicates.length === 0) return 'No CMID is used by more than one machine.'
      const rows = duplicates.flatMap(({ machines, ...duplicate }) =>
        machines.map((machine) => ({ ...duplicate, ...machine })),
      )
      return formatTable(
        rows,
        [
          { heading: 'Client Machine ID (CMID)', text: (row) => row.cmid },
          { heading: 'Machine', text: (row) => row.machineName },
          { heading: 'Address', text: (row) => row.address },
          { heading: 'First seen', text: (row) => formatTime(row.firstSeen) },
          { heading: 'Last seen', text: (row) => formatTime(row.lastSeen) },
          { heading: 'Evidence', text: (row) => words(row.evidence) },
          { heading: 'Own CMID since', text: (row) => row.ownCmid ?? '' },
          {
            heading: 'Count without duplication',
            text: (row) => String(row.countWithoutDuplication),
            align: 'right',
          },
          ...hostColumn(rows),
        ],
        context.columns,
      )
    })
  },
})
