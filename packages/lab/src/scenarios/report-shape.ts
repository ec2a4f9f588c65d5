/** What a scenario's run gives: the shape of `muster lab run --json`. Days are since the first morning. */
import type { ErrorCode } from '@muster/core/errors'

/** How many machines were in each licence state, 0 to 6. */
export type StateCounts = readonly [number, number, number, number, number, number, number]

/** A moment that was looked at. */
export interface Sample {
  readonly day: number
  /** Live count of each host, in order of the report's hosts; null while it is down. */
  readonly counts: readonly (number | null)[]
  readonly states: StateCounts
  readonly requestsPerHour: number
}

/** One host over the run. */
export interface HostReport {
  readonly name: string
  readonly highestCount: number
  readonly finalCount: number
  /** Most entries that it may hold. */
  readonly capacity: number
  /** When the threshold was reached first; null where never. */
  readonly thresholdReachedDay: number | null
  readonly requests: number
  readonly refused: number
}

/** One group of machines over the run. */
export interface GroupReport {
  readonly name: string
  readonly machines: number
  readonly threshold: number
  /** Machines that were licensed at some time. */
  readonly everLicensed: number
  readonly licensedAtEnd: number
  /** From arrival to the first activation, in hours; null where nobody was activated. */
  readonly waitHours: { readonly shortest: number; readonly middle: number; readonly longest: number } | null
  /** First day on which a machine that was licensed was so no more; null where none was. */
  readonly firstLapseDay: number | null
  /** Distinct CMIDs that its machines have used. */
  readonly cmids: number
  /** Codes of the last failure of machines that are not licensed at the end. */
  readonly reasons: Readonly<Partial<Record<ErrorCode, number>>>
}

/** The whole report. */
export interface ScenarioReport {
  readonly scenario: string
  readonly summary: string
  readonly question: string
  readonly seed: number
  readonly days: number
  readonly machines: number
  readonly threshold: number
  readonly hosts: readonly HostReport[]
  readonly groups: readonly GroupReport[]
  readonly samples: readonly Sample[]
  /** What stands out, in sentences. */
  readonly findings: readonly string[]
  readonly virtualEvents: number
  readonly traceHash: string
}
