/** Machines by product, state and kind, kept by triggers: a report of a million machines adds nothing up. */
import type { Migration } from '../migration.ts'

const key = 'application_id, product_id, licence_state, virtual'
const keyOf = (row: 'old' | 'new') =>
  `${row}.application_id, ${row}.product_id, ${row}.licence_state, ${row}.virtual`
const isOf = (row: 'old' | 'new') =>
  `application_id = ${row}.application_id AND product_id = ${row}.product_id
    AND licence_state = ${row}.licence_state AND virtual = ${row}.virtual`

const enter = `INSERT INTO machine_groups (${key}, machines) VALUES (${keyOf('new')}, 1)
  ON CONFLICT DO UPDATE SET machines = machines + 1`
const leave = `UPDATE machine_groups SET machines = machines - 1 WHERE ${isOf('old')}`

/** Number 8. */
export const machineGroupsMigration: Migration = {
  number: 8,
  name: 'machine-groups',
  statements: [
    // Few rows: products of the catalogue, states and kinds. A renewal that changes none of them writes nothing here.
    `CREATE TABLE machine_groups (
      application_id BLOB NOT NULL,
      product_id BLOB NOT NULL,
      licence_state INTEGER NOT NULL,
      virtual INTEGER NOT NULL,
      machines INTEGER NOT NULL,
      PRIMARY KEY (${key})
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO machine_groups (${key}, machines) SELECT ${key}, count(*) FROM machine_lookup GROUP BY ${key}`,
    `CREATE TRIGGER machine_grouped AFTER INSERT ON machine_lookup BEGIN ${enter}; END`,
    `CREATE TRIGGER machine_regrouped AFTER UPDATE OF application_id, licence_state, virtual ON machine_lookup
      WHEN old.application_id <> new.application_id OR old.licence_state <> new.licence_state
        OR old.virtual <> new.virtual
      BEGIN ${leave}; ${enter}; END`,
    `CREATE TRIGGER machine_ungrouped AFTER DELETE ON machine_lookup BEGIN ${leave}; END`,
  ],
}
