export type { BatchOutcome } from '../counting/index.ts'
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
