export {
  checkAccess,
  type DirectoryAccess,
  type DirectoryAccount,
  type DirectoryProtection,
  type DirectoryTarget,
  directoryTimeoutMsDefault,
} from './access.ts'
export type { DirectoryAttributes, DirectoryEntry, DirectorySearch, DirectorySession } from './session.ts'
