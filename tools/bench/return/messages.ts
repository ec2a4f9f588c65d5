/** What the benchmark and the process of returning machines tell each other. */
import type { Prepare } from '../messages.ts'

/** Asks it to make so many machines, each with one signed request. */
export interface PrepareMachines extends Omit<Prepare, 'kind'> {
  readonly kind: 'prepare-machines'
  readonly machines: number
}

/** Asks it to have them all come back. */
export interface ReturnPlan {
  readonly kind: 'return'
  readonly port: number
  /** In which they come. */
  readonly seconds: number
}

/** What came of it. */
export interface ReturnMeasured {
  readonly machines: number
  readonly seconds: number
  readonly answered: number
  readonly failedOnce: number
  readonly failedTwice: number
  /** Most exchanges that were under way at one moment. */
  readonly openMax: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}
