/**
 * The order in which the targets of an SRV set are tried (RFC 2782): lowest priority first, within one priority
 * drawn by weight. Randomness is handed in.
 */
import type { ServiceRecord } from '../ports/index.ts'

/** A whole number from 0 to `limit` inclusive, drawn uniformly. */
export type DrawInteger = (limit: number) => number

/**
 * Orders targets for one round. Within a priority, targets of weight 0 stand first before each draw, so that they
 * have a small chance beside weighted ones, as RFC 2782 has it; where all weights are 0, each order is equally likely.
 */
export function orderServices(
  records: readonly ServiceRecord[],
  draw: DrawInteger,
): readonly ServiceRecord[] {
  const priorities = [...new Set(records.map((record) => record.priority))].sort(
    (left, right) => left - right,
  )
  return priorities.flatMap((priority) =>
    orderByWeight(
      records.filter((record) => record.priority === priority),
      draw,
    ),
  )
}

function orderByWeight(records: readonly ServiceRecord[], draw: DrawInteger): readonly ServiceRecord[] {
  const remaining = shuffle(records, draw)
  const ordered: ServiceRecord[] = []
  while (remaining.length > 0) {
    const candidates = [...remaining].sort(
      (left, right) => Number(left.weight > 0) - Number(right.weight > 0),
    )
    const chosen = pickByWeight(candidates, draw)
    ordered.push(chosen)
    remaining.splice(remaining.indexOf(chosen), 1)
  }
  return ordered
}

/** The first record whose running sum reaches the number drawn from 0 to the sum of all weights. */
function pickByWeight(candidates: readonly ServiceRecord[], draw: DrawInteger): ServiceRecord {
  const drawn = draw(candidates.reduce((sum, record) => sum + record.weight, 0))
  let runningSum = 0
  for (const record of candidates) {
    runningSum += record.weight
    if (runningSum >= drawn) return record
  }
  throw new RangeError('the draw lies within the sum of the weights')
}

/** Makes the order among equals independent of the order in which a server lists them (Fisher–Yates). */
function shuffle(records: readonly ServiceRecord[], draw: DrawInteger): ServiceRecord[] {
  const result = [...records]
  for (let index = result.length - 1; index > 0; index--) {
    const other = draw(index)
    const [left, right] = [result[index], result[other]]
    if (left !== undefined && right !== undefined) {
      result[index] = right
      result[other] = left
    }
  }
  return result
}
