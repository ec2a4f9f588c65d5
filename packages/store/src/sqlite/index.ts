export { busyTimeoutMs, inTransaction, openDatabase } from './database.ts'
export type { Migration } from './migration.ts'
export { asStoreError, withStoreErrors } from './store-error.ts'
