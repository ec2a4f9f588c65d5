/** What every part of the benchmark gives: figures with their spread, and what they are meant to be. */
import { type Spread, spreadOf } from './statistics.ts'

/** What a part is run with. */
export interface PartOptions {
  /** An empty folder of its own, on the file system that is to be measured. */
  readonly folder: string
  /** How often everything is measured, in turns. */
  readonly rounds: number
  /** How long one measurement of a rate takes. */
  readonly seconds: number
  /** How long a host is kept under full load to see what grows. */
  readonly minutes: number
  /** Only to see that everything runs: figures mean nothing. */
  readonly isSmoke: boolean
  /** Tells how far the part has come. */
  readonly tell: (text: string) => void
}

/** What a figure is meant to be. */
export interface Target {
  readonly bound: 'at least' | 'at most'
  readonly value: number
}

/** One figure over all its rounds. */
export interface Figure {
  readonly name: string
  readonly unit: string
  readonly spread: Spread
  readonly rounds: number
  readonly target?: Target
}

/** What a part found. */
export interface PartResult {
  readonly figures: readonly Figure[]
  /** What a reader must know to judge them. */
  readonly notes: readonly string[]
  /** Exchanges that went wrong: there should be none. */
  readonly failures: number
}

/** One part of the benchmark. */
export interface Part {
  readonly title: string
  run(options: PartOptions): Promise<PartResult>
}

/** A figure from what each round gave. */
export function figureOf(name: string, unit: string, values: readonly number[], target?: Target): Figure {
  const figure = { name, unit, spread: spreadOf(values), rounds: values.length }
  return target === undefined ? figure : { ...figure, target }
}

/** Whether the median is what it is meant to be; undefined where nothing is meant. */
export function isMet({ spread, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined
  return target.bound === 'at least' ? spread.median >= target.value : spread.median <= target.value
}

/** At least so much. */
export function atLeast(value: number): Target {
  return { bound: 'at least', value }
}

/** At most so much. */
export function atMost(value: number): Target {
  return { bound: 'at most', value }
}
