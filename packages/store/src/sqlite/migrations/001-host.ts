/** The tables of an activation host: counts, inventory, events, host keys and settings. */
import type { Migration } from '../migration.ts'

const counts = [
  `CREATE TABLE applications (
    application_id BLOB PRIMARY KEY,
    highest_threshold INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    next_sequence INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE count_entries (
    application_id BLOB NOT NULL,
    cmid BLOB NOT NULL,
    requested_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    fingerprint BLOB,
    PRIMARY KEY (application_id, cmid),
    FOREIGN KEY (application_id) REFERENCES applications (application_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    amount INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
]

const machines = [
  `CREATE TABLE machines (
    cmid BLOB NOT NULL,
    product_id BLOB NOT NULL,
    application_id BLOB NOT NULL,
    machine_name TEXT,
    address TEXT NOT NULL,
    licence_state INTEGER NOT NULL,
    virtual INTEGER NOT NULL,
    minutes_to_state_expiry INTEGER NOT NULL,
    fingerprint BLOB,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL,
    PRIMARY KEY (cmid, product_id)
  ) STRICT, WITHOUT ROWID`,
  // The order of the inventory, also for what retention removes.
  'CREATE INDEX machines_by_last_seen ON machines (last_seen_ms, cmid, product_id)',
  'CREATE INDEX machines_by_application ON machines (application_id, last_seen_ms, cmid, product_id)',
]

const events = [
  // A request has columns of its own and no fields; every other event has level and fields (JSON) and nothing else.
  `CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    code INTEGER NOT NULL,
    address TEXT,
    minimum_count INTEGER,
    machine_name TEXT,
    cmid BLOB,
    client_time_seconds INTEGER,
    virtual INTEGER,
    licence_state INTEGER,
    minutes_to_state_expiry INTEGER,
    product_id BLOB,
    application_id BLOB,
    count INTEGER,
    lease_id BLOB,
    previous_lease_id BLOB,
    fingerprint BLOB,
    level TEXT,
    fields TEXT
  ) STRICT`,
  'CREATE INDEX events_by_time ON events (time_ms)',
  'CREATE INDEX events_by_cmid ON events (cmid) WHERE cmid IS NOT NULL',
  // Nearly all events are 12290; only the others are worth an index.
  'CREATE INDEX service_events_by_id ON events (id) WHERE id <> 12290',
]

const service = [
  `CREATE TABLE host_keys (
    product_group INTEGER NOT NULL,
    partial_product_key TEXT NOT NULL,
    installed_at_ms INTEGER NOT NULL,
    product_key TEXT,
    activated_at_ms INTEGER,
    host_certificate BLOB,
    issuer_certificate BLOB,
    catalogue BLOB,
    PRIMARY KEY (product_group, partial_product_key)
  ) STRICT`,
  `CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    minutes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // One row: the revision of keys and settings, and how many events are stored, so that nobody has to count them.
  `CREATE TABLE host (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    revision INTEGER NOT NULL,
    events_stored INTEGER NOT NULL
  ) STRICT`,
  'INSERT INTO host (row, revision, events_stored) VALUES (1, 0, 0)',
]

/** Number 1. */
export const hostMigration: Migration = {
  number: 1,
  name: 'host',
  statements: [...counts, ...machines, ...events, ...service],
}
