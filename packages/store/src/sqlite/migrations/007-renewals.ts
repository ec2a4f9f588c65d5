/** A renewal in a large store writes no page for what it does not change, and few pages that the others do not write too. */
import type { Migration } from '../migration.ts'

/** Number 7. */
export const renewalsMigration: Migration = {
  number: 7,
  name: 'renewals',
  statements: [
    // Ordered by CMID alone, each new event and each that leaves writes a page of its own, of some hundred thousand.
    // Ordered by blocks of 65 536 events first, they share the few pages of the newest and of the oldest block.
    'DROP INDEX events_by_cmid',
    'CREATE INDEX events_by_block ON events (sequence >> 16, substr(cmid, 1, 4)) WHERE cmid IS NOT NULL',
    // As before, without being asked about columns that nothing is looked up by.
    'DROP TRIGGER machine_changed',
    `CREATE TRIGGER machine_changed
      AFTER UPDATE OF application_id, machine_name, address, licence_state, virtual, first_seen_ms ON machines
      WHEN old.machine_name IS NOT new.machine_name OR old.address <> new.address
        OR old.licence_state <> new.licence_state OR old.virtual <> new.virtual
        OR old.application_id <> new.application_id OR old.first_seen_ms <> new.first_seen_ms
      BEGIN
        UPDATE machine_lookup
          SET (application_id, name, address, licence_state, virtual, first_seen_ms) = (new.application_id,
            lower(coalesce(new.machine_name, '')), new.address, new.licence_state, new.virtual, new.first_seen_ms)
          WHERE cmid = new.cmid AND product_id = new.product_id;
      END`,
  ],
}
