/** What is measured, and the figures that are made from all rounds. */
import type { Measured } from './messages.ts'
import { type Spread, spreadOf } from './statistics.ts'

/** One way of loading one server. */
export interface Case {
  readonly name: string
  readonly server: 'floor' | 'host'
  readonly requestsPerConnection: number
  readonly atOnce: number
}

/** What several rounds of one case came to. */
export interface CaseResult {
  readonly case: Case
  readonly perSecond: Spread
  readonly p50Ms: Spread
  readonly p99Ms: Spread
  readonly failures: number
}

/** The host compared with the floor at the same number at once, round by round. */
export interface Ratio {
  readonly name: string
  readonly atOnce: number
  readonly ratio: Spread
}

const requestsPerConnectionKept = 100

/** All cases in the order in which each round measures them: neighbours are compared with each other. */
export const cases: readonly Case[] = [1, 64].flatMap((atOnce): readonly Case[] => [
  { name: '(a) floor', server: 'floor', requestsPerConnection: 1, atOnce },
  { name: '(b) host', server: 'host', requestsPerConnection: 1, atOnce },
  {
    name: '(c) host, keep-alive',
    server: 'host',
    requestsPerConnection: requestsPerConnectionKept,
    atOnce,
  },
])

/** One round: a result for each case, in the order of {@link cases}. */
export type Round = readonly Measured[]

/** The figures of each case over all rounds. */
export function summarise(rounds: readonly Round[]): readonly CaseResult[] {
  return cases.map((one, index) => {
    const results = rounds.flatMap((round) => round[index] ?? [])
    return {
      case: one,
      perSecond: spreadOf(results.map(({ perSecond }) => perSecond)),
      p50Ms: spreadOf(results.map(({ p50Ms }) => p50Ms)),
      p99Ms: spreadOf(results.map(({ p99Ms }) => p99Ms)),
      failures: results.reduce((sum, { failures }) => sum + failures, 0),
    }
  })
}

/** (b)/(a) and (c)/(a), each from figures of the same round, since a machine's speed drifts. */
export function ratiosOf(rounds: readonly Round[]): readonly Ratio[] {
  return cases.flatMap((one, index) => {
    const floorIndex = cases.findIndex(({ server, atOnce }) => server === 'floor' && atOnce === one.atOnce)
    if (one.server === 'floor') return []
    const ratios = rounds.map((round) => (round[index]?.perSecond ?? 0) / (round[floorIndex]?.perSecond ?? 1))
    return [{ name: `${one.name.slice(0, 3)}/(a)`, atOnce: one.atOnce, ratio: spreadOf(ratios) }]
  })
}
