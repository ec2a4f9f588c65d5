/** Machines that multiple activation keys activated, and what installation IDs find keys and hosts by. */
import type { Migration } from '../migration.ts'

export const telephone: Migration = {
  number: 2,
  name: 'telephone',
  statements: [
    'ALTER TABLE keys ADD COLUMN fingerprint TEXT',
    'CREATE INDEX keys_by_fingerprint ON keys (fingerprint)',
    'ALTER TABLE host_activations ADD COLUMN host_digest TEXT',
    'CREATE INDEX host_activations_by_digest ON host_activations (key_hash, host_digest)',
    `CREATE TABLE machine_activations (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      key_hash TEXT NOT NULL REFERENCES keys (key_hash),
      digest TEXT NOT NULL,
      installation_id TEXT NOT NULL,
      channel TEXT NOT NULL CHECK (channel IN ('online', 'telephone', 'proxy')),
      product_id TEXT,
      address TEXT NOT NULL,
      activated_at_ms INTEGER NOT NULL,
      UNIQUE (key_hash, digest)
    ) STRICT`,
  ],
}
