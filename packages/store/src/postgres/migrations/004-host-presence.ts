/** When each host last said that it serves: hosts that share show each other. */
import type { Migration } from '../migration.ts'

/** Number 4. */
export const hostPresenceMigration: Migration = {
  number: 4,
  name: 'host-presence',
  statements: ['ALTER TABLE muster.hosts ADD COLUMN last_seen_ms bigint'],
}
