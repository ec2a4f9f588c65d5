export { busyTimeoutMs, inTransaction, openDatabase } from './database.ts'
export { openSqliteHostStore } from './host-store.ts'
export type { Migration } from './migration.ts'
export { asStoreError, withStoreErrors } from './store-error.ts'
