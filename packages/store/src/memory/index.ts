export {
  type AuthorityContent,
  createMemoryAuthorityStore,
  MemoryAuthorityData,
  type MemoryAuthorityStoreOptions,
} from './authority-store.ts'
export { type KeptMachine, MemoryHostData } from './host-data.ts'
export { type MemoryHostStoreOptions, openMemoryHostStore } from './host-store.ts'
export { openMemoryReports } from './reports.ts'
