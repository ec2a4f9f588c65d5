/**
 * The lineage of a machine's leases beside its requests: each answer is a lease, the next request names the one before
 * it. One machine makes one line; where machines share a CMID, the lines part.
 */
import type { MachineRequest } from './types.ts'

const lanesShownMax = 6

/** What is drawn beside one request. */
export interface LineageStep {
  readonly request: MachineRequest
  /** The line that the request stands on; undefined where it was refused. */
  readonly lane: number | undefined
  /** Lines that come in at the top, each with where it goes on at the bottom. */
  readonly passing: readonly { readonly from: number; readonly to: number }[]
  /** Lines that come in at the top and end in this request's lease. */
  readonly joining: readonly number[]
  /** Whether the line goes on below: to a lease that was named. */
  readonly goesOn: boolean
}

/** Requests newest first, with their lines. */
export function lineageOf(requests: readonly MachineRequest[]): readonly LineageStep[] {
  /** By line, the lease that is expected further down. */
  let expected: readonly (string | null)[] = []
  return requests.map((request) => {
    const { leaseId, previousLeaseId } = request
    const present = expected
    const joining = present.flatMap((lease, lane) => (lease !== null && lease === leaseId ? [lane] : []))
    if (leaseId === null)
      return { request, lane: undefined, passing: straight(present), joining: [], goesOn: false }
    const lane = joining[0] ?? freeLane(present)
    const kept = present.map((lease, place) => (joining.includes(place) ? null : lease))
    const passing = kept.flatMap((lease, place) => (lease === null ? [] : [{ from: place, to: place }]))
    const next = [...kept]
    while (next.length <= lane) next.push(null)
    next[lane] = previousLeaseId
    expected = next
    return { request, lane, passing, joining, goesOn: previousLeaseId !== null }
  })
}

/** How many lines there are at most beside each other. */
export function lanesOf(steps: readonly LineageStep[]): number {
  const widths = steps.map(({ lane, passing }) => Math.max(lane ?? 0, ...passing.map(({ from }) => from)) + 1)
  return Math.min(lanesShownMax, Math.max(1, ...widths))
}

/** The drawing beside one request, as high as its row. */
export function LineageMark({ step, lanes }: { readonly step: LineageStep; readonly lanes: number }) {
  const { lane, passing, joining, goesOn } = step
  const x = (place: number) => Math.min(place, lanes - 1) * 14 + 9
  const lines = [
    ...passing.map(({ from, to }) => `M${x(from)} 0L${x(to)} 100`),
    ...(lane === undefined
      ? []
      : [
          ...joining.map((place) => `M${x(place)} 0L${x(lane)} 50`),
          ...(goesOn ? [`M${x(lane)} 50L${x(lane)} 100`] : []),
        ]),
  ]
  return (
    <span class="lineage" style={{ width: `${lanes * 14 + 4}px` }} aria-hidden="true">
      <svg viewBox={`0 0 ${lanes * 14 + 4} 100`} preserveAspectRatio="none">
        <title>Lineage</title>
        <path d={lines.join('')} vector-effect="non-scaling-stroke" />
      </svg>
      {lane === undefined ? null : (
        <span class={`lineage-dot lane-${Math.min(lane, lanes - 1) % 4}`} style={{ left: `${x(lane)}px` }} />
      )}
    </span>
  )
}

function straight(present: readonly (string | null)[]): LineageStep['passing'] {
  return present.flatMap((lease, place) => (lease === null ? [] : [{ from: place, to: place }]))
}

function freeLane(present: readonly (string | null)[]): number {
  const free = present.indexOf(null)
  return free === -1 ? present.length : free
}
