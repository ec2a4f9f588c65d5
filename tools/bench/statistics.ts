/** Figures of several runs: percentiles within a run, median and spread between runs. */

/** The value below which this share of sorted values lies; 0 of none. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share))
  return sorted[index] ?? 0
}

/** Middle, lowest and highest of some runs. */
export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

/** The spread of a figure over runs, of which there is at least one. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length / 2
  const below = sorted[Math.ceil(middle) - 1] ?? 0
  const above = sorted[Math.floor(middle)] ?? 0
  return { median: (below + above) / 2, lowest: sorted[0] ?? 0, highest: sorted.at(-1) ?? 0 }
}
