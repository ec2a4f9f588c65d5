/** Names of hosts: a store that was shared before keeps who wrote what; null is this host itself. */
import type { Migration } from '../migration.ts'

/** Number 2. */
export const hostNameMigration: Migration = {
  number: 2,
  name: 'host-name',
  statements: [
    'ALTER TABLE events ADD COLUMN host_name TEXT',
    'ALTER TABLE machines ADD COLUMN host_name TEXT',
  ],
}
