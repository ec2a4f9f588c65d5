/** The tables of an inventory: machines and their products, IDs, kept keys, runs. */

const machines = [
  `CREATE TABLE machines (
    machine_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    address TEXT,
    source TEXT NOT NULL,
    added_at_ms INTEGER NOT NULL,
    refreshed_at_ms INTEGER,
    tried_at_ms INTEGER,
    tried_code TEXT
  ) STRICT`,
  `CREATE TABLE products (
    machine_id INTEGER NOT NULL REFERENCES machines (machine_id) ON DELETE CASCADE,
    product_id TEXT NOT NULL,
    product TEXT NOT NULL,
    channel TEXT,
    partial_product_key TEXT,
    licence_state INTEGER NOT NULL,
    cmid TEXT,
    missing INTEGER,
    activated_until TEXT,
    grace_until TEXT,
    rearms_left INTEGER,
    last_error TEXT,
    PRIMARY KEY (machine_id, product_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE installation_ids (
    machine_id INTEGER NOT NULL REFERENCES machines (machine_id) ON DELETE CASCADE,
    product_id TEXT NOT NULL,
    installation_id BLOB NOT NULL,
    PRIMARY KEY (machine_id, product_id)
  ) STRICT, WITHOUT ROWID`,
]

const secrets = [
  // Named by what does not change with the month: kind and key, and the installation. It outlives its machine.
  `CREATE TABLE confirmations (
    key_fingerprint BLOB NOT NULL,
    digest BLOB NOT NULL,
    installation_id BLOB NOT NULL,
    confirmation BLOB NOT NULL,
    acquired_at_ms INTEGER NOT NULL,
    PRIMARY KEY (key_fingerprint, digest)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE keys (
    product_key TEXT PRIMARY KEY,
    partial_product_key TEXT NOT NULL,
    product_group INTEGER NOT NULL,
    kept_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE fleet (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    database_id BLOB NOT NULL,
    sealing_key BLOB NOT NULL
  ) STRICT`,
]

const runs = [
  `CREATE TABLE runs (
    action TEXT NOT NULL,
    machine_id INTEGER NOT NULL REFERENCES machines (machine_id) ON DELETE CASCADE,
    product_id TEXT NOT NULL,
    done INTEGER NOT NULL,
    PRIMARY KEY (action, machine_id, product_id)
  ) STRICT, WITHOUT ROWID`,
]

/** Number 1. */
export const fleetMigration = {
  number: 1,
  name: 'fleet',
  statements: [...machines, ...secrets, ...runs],
}
