export type { BatchOutcome } from '../counting/index.ts'
export {
  type ActivatedHost,
  type ArchivedDocument,
  type AuthorityOutcome,
  type AuthorityStore,
  authorityPageMax,
  type DocumentQuery,
  type HostQuery,
  type KeyDecisionQuery,
  type KeyQuery,
  type KeyUse,
  type MachineActivationQuery,
  type PageQuery,
  type StoredAuditEntry,
} from './authority-store.ts'
export type {
  EventQuery,
  HostKeyInstallation,
  HostSettings,
  HostStore,
  MachineQuery,
  MachineRecord,
  Page,
  RetentionOutcome,
  StoredEvent,
} from './host-store.ts'
export {
  type ActivityBucket,
  activityHourMs,
  type ChurningMachine,
  type ChurnTotals,
  type ExpirySpan,
  type FingerprintSighting,
  type MachineGroup,
  type MachineKey,
  type ReportStore,
  unservedProductId,
} from './report-store.ts'
