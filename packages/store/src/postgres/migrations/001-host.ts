/** The tables that hosts share, and those that each host has for itself. */
import type { Migration } from '../migration.ts'

/** Rows that every commit changes: room on their page lets an update stay there, and dead rows go soon. */
const changedOften = `WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0)`

const hosts = [
  // Events and machines name a host by its number.
  `CREATE TABLE muster.hosts (
    host_number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id text NOT NULL UNIQUE,
    name text NOT NULL,
    revision bigint NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE muster.host_keys (
    host_number integer NOT NULL REFERENCES muster.hosts,
    product_group integer NOT NULL,
    partial_product_key text NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    installed_at_ms bigint NOT NULL,
    sealed_product_key bytea,
    activated_at_ms bigint,
    host_certificate bytea,
    issuer_certificate bytea,
    catalogue bytea,
    PRIMARY KEY (host_number, product_group, partial_product_key)
  )`,
  `CREATE TABLE muster.settings (
    host_number integer NOT NULL REFERENCES muster.hosts,
    name text NOT NULL,
    minutes integer NOT NULL,
    PRIMARY KEY (host_number, name)
  )`,
]

const counts = [
  `CREATE TABLE muster.applications (
    application_id uuid PRIMARY KEY,
    highest_threshold integer NOT NULL,
    capacity integer NOT NULL,
    next_sequence bigint NOT NULL
  ) ${changedOften}`,
  // As many rows as a cache ever held at once. A machine that enters takes over the row of one that left, and no
  // index names the machine: such an update stays on its page and needs no vacuum, however many machines take turns.
  `CREATE TABLE muster.count_entries (
    application_id uuid NOT NULL REFERENCES muster.applications,
    slot integer NOT NULL,
    cmid uuid NOT NULL,
    requested_at_ms bigint NOT NULL,
    expires_at_ms bigint NOT NULL,
    sequence bigint NOT NULL,
    fingerprint bytea,
    PRIMARY KEY (application_id, slot)
  ) ${changedOften}`,
  // A row for each host, so that hosts need not wait for each other; together they are the counters.
  `CREATE TABLE muster.counters (
    host_number integer NOT NULL REFERENCES muster.hosts,
    name text NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (host_number, name)
  ) ${changedOften}`,
]

const machines = [
  `CREATE TABLE muster.machines (
    cmid uuid NOT NULL,
    product_id uuid NOT NULL,
    application_id uuid NOT NULL,
    machine_name text,
    address text NOT NULL,
    licence_state smallint NOT NULL,
    virtual boolean NOT NULL,
    minutes_to_state_expiry bigint NOT NULL,
    fingerprint bytea,
    first_seen_ms bigint NOT NULL,
    last_seen_ms bigint NOT NULL,
    host_number integer REFERENCES muster.hosts,
    PRIMARY KEY (cmid, product_id)
  )`,
  'CREATE INDEX machines_by_last_seen ON muster.machines (last_seen_ms, cmid, product_id)',
  'CREATE INDEX machines_by_application ON muster.machines (application_id, last_seen_ms, cmid, product_id)',
]

const events = [
  // A request has columns of its own and no fields; every other event has level and fields (JSON) and nothing else.
  `CREATE TABLE muster.events (
    sequence bigint PRIMARY KEY,
    time_ms bigint NOT NULL,
    client_time_seconds bigint,
    minutes_to_state_expiry bigint,
    id integer NOT NULL,
    code integer NOT NULL,
    minimum_count integer,
    count integer,
    host_number integer REFERENCES muster.hosts,
    licence_state smallint,
    virtual boolean,
    cmid uuid,
    product_id uuid,
    application_id uuid,
    address text,
    machine_name text,
    lease_id bytea,
    previous_lease_id bytea,
    fingerprint bytea,
    level text,
    fields text
  )`,
  'CREATE INDEX events_by_time ON muster.events (time_ms, sequence)',
  'CREATE INDEX events_by_cmid ON muster.events (cmid, sequence) WHERE cmid IS NOT NULL',
  // Nearly all events are 12290; only the others are worth an index.
  'CREATE INDEX service_events_by_id ON muster.events (id, sequence) WHERE id <> 12290',
  // One row. Who writes events holds it until the commit, so that sequences become visible in their order.
  `CREATE TABLE muster.event_log (
    row integer PRIMARY KEY CHECK (row = 1),
    next_sequence bigint NOT NULL,
    stored bigint NOT NULL
  ) ${changedOften}`,
  'INSERT INTO muster.event_log (row, next_sequence, stored) VALUES (1, 1, 0)',
  // At most one row, while a store is being moved into this one.
  `CREATE TABLE muster.move (
    row integer PRIMARY KEY CHECK (row = 1),
    started_at timestamptz NOT NULL DEFAULT now()
  )`,
]

/** Number 1. */
export const hostMigration: Migration = {
  number: 1,
  name: 'host',
  statements: [...hosts, ...counts, ...machines, ...events],
}
