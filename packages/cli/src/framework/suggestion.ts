/** What a mistyped word probably meant. */

/** A word further away than this is something else. */
const distanceMax = 2

/** The candidate nearest to `word`, if it is near. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate) }))
    .sort((left, right) => left.distance - right.distance)
  const [best] = ranked
  if (best !== undefined && best.distance <= Math.min(distanceMax, Math.ceil(word.length / 3)))
    return best.candidate
  return lower.length < 2 ? undefined : candidates.find((candidate) => candidate.startsWith(lower))
}

/** Levenshtein distance with swaps of neighbours counting one (optimal string alignment). */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = current
  }
  return last[right.length] ?? 0
}
