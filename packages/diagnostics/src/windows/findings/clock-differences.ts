/** Machines whose clock differs from the host's: beyond 4 hours the host refuses them. */
import { counted, firstEvidence, listed, requestEvidence } from './evidence.ts'
import type { Examination, Finding } from './finding.ts'

/** Requests state whole minutes, and one takes a moment: less than this is no difference. */
const toleratedSeconds = 300
/** A host refuses requests beyond this. */
const refusedSeconds = 4 * 3_600
/** Machines that are named. */
const machinesMax = 1_000

interface Difference {
  readonly seconds: number
  readonly row: number
}

/** A finding where clocks differ. Only logs whose times are UTC can tell. */
export function clockDifferences({ requests }: Examination): readonly Finding[] {
  const worst = new Map<number, Difference>()
  for (let row = 0; row < requests.size; row++) {
    const client = requests.clientSeconds[row] ?? 0
    if (requests.utc[row] !== 1 || client === 0) continue
    const seconds = client - (requests.seconds[row] ?? 0)
    if (Math.abs(seconds) <= toleratedSeconds) continue
    const name = requests.name[row] ?? 0
    const known = worst.get(name)
    if (known === undefined && worst.size >= machinesMax) continue
    if (known === undefined || Math.abs(seconds) > Math.abs(known.seconds)) worst.set(name, { seconds, row })
  }
  if (worst.size === 0) return []
  const sorted = [...worst].sort(
    ([, first], [, second]) => Math.abs(second.seconds) - Math.abs(first.seconds),
  )
  const refused = sorted.filter(([, { seconds }]) => Math.abs(seconds) > refusedSeconds)
  return [
    {
      code: 'clock-difference',
      severity: refused.length > 0 ? 'fail' : 'warn',
      title: `The clocks of ${counted(worst.size, 'machine')} differ from the host’s by more than 5 minutes${refused.length > 0 ? `, ${refused.length} by more than 4 hours` : ''}.`,
      seen: [
        listed(
          sorted.map(([name, { seconds }]) => `${requests.names[name] ?? ''} ${formatDifference(seconds)}`),
        ),
      ],
      why: 'Beyond 4 hours the host refuses the request (0xC004F06C). Time zones never matter: both sides speak UTC. Where nearly all machines differ alike, it is the host’s clock.',
      actions: [
        { what: 'Synchronise the clock of the machine.', command: 'w32tm /resync' },
        { what: 'See where the host takes its time from.', command: 'w32tm /query /status' },
      ],
      evidence: firstEvidence(sorted.map(([, { row }]) => requestEvidence(requests, row))),
    },
  ]
}

function formatDifference(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60)
  const text = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${text} ${seconds < 0 ? 'behind' : 'ahead'}`
}
