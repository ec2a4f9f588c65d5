export type {
  BatchOutcome,
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
