/** What a search for machines looks at, kept by triggers: a renewal that changes none of it costs nothing. */
import type { Migration } from '../migration.ts'

const lookedUp = `application_id, lower(coalesce(machine_name, '')), address, licence_state, virtual, first_seen_ms`
const columns = 'application_id, name, address, licence_state, virtual, first_seen_ms'
const ofNew = `new.application_id, lower(coalesce(new.machine_name, '')), new.address, new.licence_state,
  new.virtual, new.first_seen_ms`
const isChanged = `old.machine_name IS NOT new.machine_name OR old.address <> new.address
  OR old.licence_state <> new.licence_state OR old.virtual <> new.virtual
  OR old.application_id <> new.application_id OR old.first_seen_ms <> new.first_seen_ms`

/** Number 4. */
export const machineSearchMigration: Migration = {
  number: 4,
  name: 'machine-search',
  statements: [
    // A row of the inventory by a number, so that indexes stay small.
    `CREATE TABLE machine_lookup (
      id INTEGER PRIMARY KEY,
      cmid BLOB NOT NULL,
      product_id BLOB NOT NULL,
      application_id BLOB NOT NULL,
      name TEXT NOT NULL,
      address TEXT NOT NULL,
      licence_state INTEGER NOT NULL,
      virtual INTEGER NOT NULL,
      first_seen_ms INTEGER NOT NULL
    ) STRICT`,
    // By three letters that follow each other; names themselves stand in machine_lookup alone.
    `CREATE VIRTUAL TABLE machine_names USING fts5(name, content = 'machine_lookup', content_rowid = 'id',
      tokenize = 'trigram', detail = none, columnsize = 0)`,
    `INSERT INTO machine_lookup (cmid, product_id, ${columns}) SELECT cmid, product_id, ${lookedUp} FROM machines`,
    `INSERT INTO machine_names (machine_names) VALUES ('rebuild')`,
    'CREATE UNIQUE INDEX machine_lookup_by_machine ON machine_lookup (cmid, product_id)',
    'CREATE INDEX machine_lookup_by_name ON machine_lookup (name)',
    'CREATE INDEX machine_lookup_by_address ON machine_lookup (address)',
    'CREATE INDEX machine_lookup_by_licence_state ON machine_lookup (licence_state)',
    'CREATE INDEX machine_lookup_by_first_seen ON machine_lookup (first_seen_ms)',
    `CREATE TRIGGER machine_entered AFTER INSERT ON machines BEGIN
      INSERT INTO machine_lookup (cmid, product_id, ${columns}) VALUES (new.cmid, new.product_id, ${ofNew});
    END`,
    `CREATE TRIGGER machine_changed AFTER UPDATE ON machines WHEN ${isChanged} BEGIN
      UPDATE machine_lookup SET (${columns}) = (${ofNew}) WHERE cmid = new.cmid AND product_id = new.product_id;
    END`,
    `CREATE TRIGGER machine_left AFTER DELETE ON machines BEGIN
      DELETE FROM machine_lookup WHERE cmid = old.cmid AND product_id = old.product_id;
    END`,
    `CREATE TRIGGER machine_named AFTER INSERT ON machine_lookup BEGIN
      INSERT INTO machine_names (rowid, name) VALUES (new.id, new.name);
    END`,
    `CREATE TRIGGER machine_renamed AFTER UPDATE ON machine_lookup WHEN old.name <> new.name BEGIN
      INSERT INTO machine_names (machine_names, rowid, name) VALUES ('delete', old.id, old.name);
      INSERT INTO machine_names (rowid, name) VALUES (new.id, new.name);
    END`,
    `CREATE TRIGGER machine_unnamed AFTER DELETE ON machine_lookup BEGIN
      INSERT INTO machine_names (machine_names, rowid, name) VALUES ('delete', old.id, old.name);
    END`,
  ],
}
