/** The lab with a large fleet: ten thousand machines for 180 days of virtual time. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { atMost, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../lab/main.ts')
const secondsMax = 30
/** Each run takes long enough to even out; more would not tell more. */
const runsMax = 3

interface LabFigures {
  readonly machines: number
  readonly days: number
  readonly seconds: number
  readonly residentMebibytesMax: number
}

/** The part. */
export const lab: Part = { title: 'The lab with a large fleet', run: measure }

async function measure({ rounds, isSmoke, tell }: PartOptions): Promise<PartResult> {
  const runs: LabFigures[] = []
  while (runs.length < Math.min(rounds, runsMax)) {
    const { stdout } = await run(process.execPath, [program, ...(isSmoke ? ['--smoke'] : [])])
    const figures: LabFigures = JSON.parse(stdout)
    runs.push(figures)
    tell(`${figures.machines} machines, ${figures.days} days: ${figures.seconds} s`)
  }
  const [first] = runs
  const name = `${first?.machines} machines, ${first?.days} days`
  return {
    figures: [
      figureOf(
        name,
        's',
        runs.map(({ seconds }) => seconds),
        atMost(secondsMax),
      ),
      figureOf(
        `${name}, memory at most`,
        'MiB',
        runs.map(({ residentMebibytesMax }) => residentMebibytesMax),
      ),
    ],
    notes: ['One process a run; the scenario is the one that ships as large-fleet.'],
    failures: 0,
  }
}
