/** The authority's first tables. The audit log takes additions only: the database itself refuses the rest. */
import type { Migration } from '../migration.ts'

export const authority: Migration = {
  number: 1,
  name: 'authority',
  statements: [
    `CREATE TABLE products (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      product_id TEXT NOT NULL UNIQUE,
      product_group INTEGER NOT NULL,
      added_at_ms INTEGER NOT NULL,
      terms TEXT NOT NULL
    ) STRICT`,
    `CREATE TABLE keys (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      key_hash TEXT NOT NULL UNIQUE,
      key_id TEXT NOT NULL,
      partial_product_key TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('host', 'mak')),
      product_groups TEXT NOT NULL,
      issued_at_ms INTEGER NOT NULL,
      issued_by TEXT NOT NULL,
      note TEXT NOT NULL,
      hosts_max INTEGER,
      activations_per_host_max INTEGER,
      activations_max INTEGER,
      blocked_at_ms INTEGER,
      blocked_by TEXT,
      block_reason TEXT,
      CHECK ((kind = 'host') = (hosts_max IS NOT NULL AND activations_per_host_max IS NOT NULL)),
      CHECK ((kind = 'mak') = (activations_max IS NOT NULL))
    ) STRICT`,
    'CREATE INDEX keys_by_id ON keys (key_id)',
    'CREATE INDEX keys_by_partial_product_key ON keys (partial_product_key)',
    `CREATE TABLE key_exceptions (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      key_hash TEXT NOT NULL REFERENCES keys (key_hash),
      at_ms INTEGER NOT NULL,
      who TEXT NOT NULL,
      reason TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX key_exceptions_by_key ON key_exceptions (key_hash)',
    `CREATE TABLE host_activations (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      key_hash TEXT NOT NULL REFERENCES keys (key_hash),
      host_public_key TEXT NOT NULL,
      host_name TEXT NOT NULL,
      address TEXT NOT NULL,
      nonce TEXT NOT NULL,
      serial TEXT NOT NULL UNIQUE,
      ordinal INTEGER NOT NULL,
      activated_at_ms INTEGER NOT NULL,
      issued_at_seconds INTEGER NOT NULL,
      expires_seconds INTEGER NOT NULL,
      product_groups TEXT NOT NULL,
      UNIQUE (key_hash, host_public_key, nonce),
      UNIQUE (key_hash, host_public_key, ordinal)
    ) STRICT`,
    `CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms INTEGER NOT NULL,
      who TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT`,
    `CREATE TRIGGER audit_keeps_entries BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END`,
    `CREATE TRIGGER audit_keeps_content BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END`,
    `CREATE TABLE documents (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      issued_at_ms INTEGER NOT NULL,
      document BLOB NOT NULL,
      UNIQUE (kind, subject, document)
    ) STRICT`,
  ],
}
