/** Why a count stands below its threshold, and what it would be without duplicates. */
import { placeOfRow } from '../collecting/place-of-row.ts'
import type { RequestTable } from '../collecting/request-table.ts'
import { counted, formatSeconds } from './evidence.ts'
import type { CountStory, Evidence, Examination, Finding } from './finding.ts'

/** Days of log that the count of 30 days needs to be known from the log alone. */
const daysForWholeCount = 30
/** Threshold of Windows Server. */
const serverThreshold = 5
const secondsPerDay = 86_400

/** One finding for each host and application whose count is below what its clients need. */
export function insufficientCounts({ counts, requests }: Examination): readonly Finding[] {
  return counts.flatMap((story) => {
    const { count, threshold } = story.asLogged
    return threshold > 0 && count < threshold ? [findingOf(story, requests)] : []
  })
}

function findingOf(story: CountStory, requests: RequestTable): Finding {
  const { asLogged, withoutDuplicates, application } = story
  const { count, threshold, firstSeconds, lastSeconds } = asLogged
  const lost = withoutDuplicates.count - count
  const enough = withoutDuplicates.count >= threshold
  const whole = lastSeconds - firstSeconds >= daysForWholeCount * secondsPerDay
  return {
    code: 'count-insufficient',
    severity: whole || lost > 0 ? 'fail' : 'warn',
    title: `The count for ${application}${onHost(story)} stands at ${count}, and ${threshold} are needed.`,
    seen: [
      `${counted(asLogged.requests, 'successful request')} from ${formatSeconds(firstSeconds)} to ${formatSeconds(lastSeconds)}; the count reached ${asLogged.peak}.`,
      lost > 0
        ? `Without duplicated CMIDs it would be ${withoutDuplicates.count}${enough ? ': enough' : ''}.`
        : 'Duplicated CMIDs are not the reason: without them it would be the same.',
      ...(application === 'Windows' && count >= serverThreshold
        ? [`Servers, which need ${serverThreshold}, are activated; clients are not.`]
        : []),
      ...(whole
        ? []
        : [
            `The log covers less than ${daysForWholeCount} days: machines that asked before it began are missing here.`,
          ]),
    ],
    why: 'Clients compare the count with their threshold and stay as they are below it; they ask again every 2 hours.',
    actions: [
      {
        what:
          lost > 0
            ? 'Give the duplicates new CMIDs, see there.'
            : 'Let the machines that have not asked yet ask this host, or use a MAK for so few.',
        ...(lost > 0 ? {} : { command: 'cscript slmgr.vbs /ato' }),
      },
    ],
    evidence: evidenceOf(story, requests),
  }
}

/** Where the count was highest, and where it stands. */
function evidenceOf({ asLogged }: CountStory, requests: RequestTable): readonly Evidence[] {
  const { count, peak, peakRow, lastRow } = asLogged
  const at = (row: number | undefined, text: string) =>
    row === undefined
      ? []
      : [{ place: placeOfRow(requests, row), text: `${formatSeconds(requests.seconds[row] ?? 0)}  ${text}` }]
  return [...at(peakRow, `the count reaches ${peak}`), ...at(lastRow, `the last request: ${count}`)]
}

function onHost({ host }: CountStory): string {
  return host === '' ? '' : ` on ${host}`
}
