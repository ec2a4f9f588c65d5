export { continuesLatest, isCopy, type LatestRequest } from './is-copy.ts'
export {
  type DuplicateEvidence,
  type DuplicateVerdict,
  duplicateEvidence,
  judgeDuplicates,
  type LineageMachine,
} from './judge-duplicates.ts'
export { type LineageRequest, lineageRequestsMax } from './lineage.ts'
