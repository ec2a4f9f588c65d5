/** Directories that host keys made activation objects for: they stand among the hosts, and say what they are. */
import type { Migration } from '../migration.ts'

export const directories: Migration = {
  number: 3,
  name: 'directories',
  statements: [
    `ALTER TABLE host_activations ADD COLUMN activated TEXT NOT NULL DEFAULT 'host'
      CHECK (activated IN ('host', 'directory'))`,
    'ALTER TABLE host_activations ADD COLUMN forest_id TEXT',
  ],
}
