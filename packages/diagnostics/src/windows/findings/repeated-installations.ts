/** Names that come with one CMID after another: machines that are set up anew again and again make up a part of the count. */
import { entryDays } from '../history/count-history.ts'
import { counted, firstEvidence, listed, requestEvidence } from './evidence.ts'
import type { Evidence, Examination, Finding } from './finding.ts'

/** CMIDs of one name within the life of an entry that are too many; a new installation now and then is usual. */
const cmidsMin = 3
const secondsPerDay = 86_400

/** A finding where names change their CMID quickly. */
export function repeatedInstallations(examination: Examination): readonly Finding[] {
  const { requests } = examination
  const firstRows = firstRowsByName(examination)
  const found = [...firstRows].flatMap(([name, rows]) =>
    hasManyWithin(rows, examination) ? [{ name, rows }] : [],
  )
  if (found.length === 0) return []
  const cmids = found.reduce((sum, { rows }) => sum + rows.length, 0)
  return [
    {
      code: 'cmid-churn',
      severity: 'warn',
      title: `${counted(found.length, 'machine name')} came with ${cmids} CMIDs, ${cmidsMin} or more of them within ${entryDays} days.`,
      seen: [listed(found.map(({ name, rows }) => `${requests.names[name] ?? ''}: ${rows.length}`))],
      why: 'Each new CMID is counted for 30 days. Desktop pools that are refreshed from an image, and scripts that rearm, make the count look higher than the number of machines; other machines may name themselves alike, too.',
      actions: [
        {
          what: 'See whether these are one machine each. If they are, activate the image once more before it is captured, or let the pool rearm only once.',
        },
      ],
      evidence: firstEvidence(
        found.flatMap(({ rows }) => rows.slice(0, 3)).map((row): Evidence => requestEvidence(requests, row)),
      ),
    },
  ]
}

/** The first row of each CMID that a name came with. */
function firstRowsByName({ requests }: Examination): ReadonlyMap<number, readonly number[]> {
  const seen = new Set<number>()
  const rows = new Map<number, number[]>()
  for (let row = 0; row < requests.size; row++) {
    const [name, cmid] = [requests.name[row] ?? 0, requests.cmid[row] ?? 0]
    const key = name * 2 ** 21 + cmid
    if (requests.names[name] === '' || seen.has(key)) continue
    seen.add(key)
    const known = rows.get(name)
    if (known === undefined) rows.set(name, [row])
    else known.push(row)
  }
  return rows
}

function hasManyWithin(rows: readonly number[], { requests }: Examination): boolean {
  return rows.some((row, index) => {
    const later = rows[index + cmidsMin - 1]
    return (
      later !== undefined &&
      (requests.seconds[later] ?? 0) - (requests.seconds[row] ?? 0) < entryDays * secondsPerDay
    )
  })
}
