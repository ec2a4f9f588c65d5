export { isPostgresAddress, readPostgresAddress, withoutPassword } from './connection-string.ts'
export { openPostgresHostStore, type PostgresHostIdentity } from './host-store.ts'
export { preparePostgresStore } from './preparation.ts'
export { openPostgresReports } from './reports.ts'
