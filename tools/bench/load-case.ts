/** Loads on several servers, measured in turns: each round meets the same slow moments. */
import type { Child } from './child.ts'
import type { Measure, Measured, Prepare } from './messages.ts'
import { type Figure, figureOf, type PartOptions, type Target } from './part.ts'

/** The load generator's process. */
export type Generator = Child<Prepare | Measure, Measured>

/** Requests that one connection carries where it is kept: as many as the protocol lets it. */
export const requestsPerKeptConnection = 100

/** One way of loading one server. */
export interface LoadCase {
  readonly name: string
  readonly port: number
  readonly atOnce: number
  readonly requestsPerConnection: number
  readonly expectsAnswers: boolean
  readonly perSecond?: Target
  readonly p50Ms?: Target
  readonly p99Ms?: Target
}

/** What all rounds of all cases gave: a row for each case. */
export type Rounds = readonly (readonly Measured[])[]

/** Measures all cases, one after another, as often as there are rounds. */
export async function measureCases(
  generator: Generator,
  cases: readonly LoadCase[],
  { rounds, seconds, tell }: PartOptions,
  afterRound: () => void = () => undefined,
): Promise<Rounds> {
  const measured: Measured[][] = cases.map(() => [])
  for (let round = 1; round <= rounds; round++) {
    tell(`round ${round} of ${rounds}`)
    for (const [index, { port, atOnce, requestsPerConnection, expectsAnswers }] of cases.entries()) {
      const load = { kind: 'measure', port, atOnce, requestsPerConnection, seconds, expectsAnswers } as const
      measured[index]?.push(await generator.ask(load))
    }
    afterRound()
  }
  return measured
}

/** Three figures for each case. */
export function figuresOf(cases: readonly LoadCase[], rounds: Rounds): readonly Figure[] {
  return cases.flatMap((one, index) => {
    const measured = rounds[index] ?? []
    const name = `${one.name}, ${one.atOnce} at once`
    return [
      figureOf(
        name,
        'requests/s',
        measured.map(({ perSecond }) => perSecond),
        one.perSecond,
      ),
      figureOf(
        name,
        'ms p50',
        measured.map(({ p50Ms }) => p50Ms),
        one.p50Ms,
      ),
      figureOf(
        name,
        'ms p99',
        measured.map(({ p99Ms }) => p99Ms),
        one.p99Ms,
      ),
    ]
  })
}

/** How one case compares with another of the same round. */
export function ratioOf(
  name: string,
  rounds: Rounds,
  [index, base]: readonly [number, number],
  target?: Target,
): Figure {
  const bases = rounds[base] ?? []
  const ratios = (rounds[index] ?? []).map(
    ({ perSecond }, round) => perSecond / (bases[round]?.perSecond ?? Number.NaN),
  )
  return figureOf(name, 'ratio', ratios, target)
}

/** Exchanges that went wrong. */
export function failuresOf(rounds: Rounds): number {
  return rounds.flat().reduce((sum, { failures }) => sum + failures, 0)
}
