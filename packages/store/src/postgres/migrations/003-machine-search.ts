/** What a search for machines looks at, kept by triggers: a renewal that changes none of it costs nothing. */
import type { Migration } from '../migration.ts'

const columns = 'application_id, name, address, licence_state, virtual, first_seen_ms'
const lookedUp = `application_id, lower(coalesce(machine_name, '')), address, licence_state, virtual, first_seen_ms`
const ofNew = `NEW.application_id, lower(coalesce(NEW.machine_name, '')), NEW.address, NEW.licence_state,
  NEW.virtual, NEW.first_seen_ms`
const isChanged = `(OLD.machine_name, OLD.address, OLD.licence_state, OLD.virtual, OLD.application_id,
  OLD.first_seen_ms) IS DISTINCT FROM (NEW.machine_name, NEW.address, NEW.licence_state, NEW.virtual,
  NEW.application_id, NEW.first_seen_ms)`

/** Without the extension, or the right to add it, names are found by reading them all. */
const indexNames = `DO $$ DECLARE place name; BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA muster;
  SELECT nspname INTO place FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_trgm';
  EXECUTE format('CREATE INDEX machine_lookup_by_letters ON muster.machine_lookup USING gin (name %I.gin_trgm_ops)', place);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR undefined_object OR feature_not_supported THEN NULL;
END $$`

/** Number 3. */
export const machineSearchMigration: Migration = {
  number: 3,
  name: 'machine-search',
  statements: [
    `CREATE TABLE muster.machine_lookup (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      cmid uuid NOT NULL,
      product_id uuid NOT NULL,
      application_id uuid NOT NULL,
      name text COLLATE "C" NOT NULL,
      address text COLLATE "C" NOT NULL,
      licence_state smallint NOT NULL,
      virtual boolean NOT NULL,
      first_seen_ms bigint NOT NULL
    )`,
    `INSERT INTO muster.machine_lookup (cmid, product_id, ${columns})
      SELECT cmid, product_id, ${lookedUp} FROM muster.machines`,
    'CREATE UNIQUE INDEX machine_lookup_by_machine ON muster.machine_lookup (cmid, product_id)',
    'CREATE INDEX machine_lookup_by_name ON muster.machine_lookup (name, id)',
    'CREATE INDEX machine_lookup_by_address ON muster.machine_lookup (address, id)',
    'CREATE INDEX machine_lookup_by_licence_state ON muster.machine_lookup (licence_state, id)',
    'CREATE INDEX machine_lookup_by_first_seen ON muster.machine_lookup (first_seen_ms, id)',
    indexNames,
    'ANALYZE muster.machine_lookup',
    `CREATE FUNCTION muster.keep_machine_lookup() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO muster.machine_lookup (cmid, product_id, ${columns})
          VALUES (NEW.cmid, NEW.product_id, ${ofNew});
      ELSIF TG_OP = 'UPDATE' THEN
        UPDATE muster.machine_lookup SET (${columns}) = ROW (${ofNew})
          WHERE cmid = NEW.cmid AND product_id = NEW.product_id;
      ELSE
        DELETE FROM muster.machine_lookup WHERE cmid = OLD.cmid AND product_id = OLD.product_id;
      END IF;
      RETURN NULL;
    END $$`,
    `CREATE TRIGGER machine_entered_or_left AFTER INSERT OR DELETE ON muster.machines
      FOR EACH ROW EXECUTE FUNCTION muster.keep_machine_lookup()`,
    `CREATE TRIGGER machine_changed AFTER UPDATE ON muster.machines
      FOR EACH ROW WHEN (${isChanged}) EXECUTE FUNCTION muster.keep_machine_lookup()`,
  ],
}
