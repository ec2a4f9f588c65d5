/** Whether the machine that asks now is a copy, to be told so by the answer (R9.3). */
import { judgeDuplicates } from './judge-duplicates.ts'
import type { LineageRequest } from './lineage.ts'

/** What is remembered of the latest answered request of a CMID and product. */
export type LatestRequest = Pick<LineageRequest, 'leaseId' | 'fingerprint'>

/**
 * Whether a request simply goes on where the latest one ended: then no history need be read. A CMID that was never
 * seen has no latest request, and may have a history all the same.
 */
export function continuesLatest(
  request: Pick<LineageRequest, 'previousLeaseId' | 'fingerprint'>,
  latest: LatestRequest | undefined,
): boolean {
  return (
    latest !== undefined &&
    request.previousLeaseId === latest.leaseId &&
    request.fingerprint === latest.fingerprint
  )
}

/**
 * Whether `request` comes from a copy of the machine that was seen first under its CMID. The history is that of the
 * CMID and product, in order of the log, without the request.
 */
export function isCopy(history: readonly LineageRequest[], request: LineageRequest): boolean {
  const { isDuplicate, latest } = judgeDuplicates([...history, request])
  return isDuplicate && latest > 0
}
