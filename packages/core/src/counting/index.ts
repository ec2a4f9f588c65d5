export type { BatchOutcome } from './batch-outcome.ts'
export {
  type ApplicationCount,
  type CountChange,
  type CountEntry,
  emptyApplicationCount,
  liveCount,
} from './count-state.ts'
export { type ActivatedHostKey, type Coverage, findCoverage } from './coverage.ts'
export {
  type ActivationDecision,
  type ActivationRefusalCode,
  type DecisionContext,
  decideActivation,
  decideBatch,
  type PendingRequest,
  refusalOf,
} from './decide-activation.ts'
export { type CounterName, counterNames, type HostChange, type MachineSighting } from './host-change.ts'
