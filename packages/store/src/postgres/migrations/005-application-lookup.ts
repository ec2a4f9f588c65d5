/** The machines of an application are looked up in an index that no renewal touches. */
import type { Migration } from '../migration.ts'

/** Number 5. */
export const applicationLookupMigration: Migration = {
  number: 5,
  name: 'application-lookup',
  statements: [
    'DROP INDEX muster.machines_by_application',
    'CREATE INDEX machine_lookup_by_application ON muster.machine_lookup (application_id, id)',
  ],
}
