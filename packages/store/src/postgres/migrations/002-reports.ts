/** What reports stand on: sums of requests by hour, and what tells a machine whose lineage broke or that churns. */
import type { Migration } from '../migration.ts'

/** Number 2. */
export const reportsMigration: Migration = {
  number: 2,
  name: 'reports',
  statements: [
    // Few rows: products of the catalogue and outcomes, for each hour.
    `CREATE TABLE muster.activity (
      start_ms bigint NOT NULL,
      product_id uuid NOT NULL,
      code integer NOT NULL,
      application_id uuid NOT NULL,
      requests bigint NOT NULL,
      count_max integer NOT NULL,
      PRIMARY KEY (start_ms, product_id, code)
    ) WITH (fillfactor = 60)`,
    // The lease of the latest answer, and when a request last did not continue it.
    'ALTER TABLE muster.machines ADD COLUMN lease_id bytea, ADD COLUMN irregular_at_ms bigint',
    `CREATE INDEX machines_irregular ON muster.machines (cmid, product_id) WHERE irregular_at_ms IS NOT NULL`,
    `CREATE INDEX machines_by_fingerprint ON muster.machines (application_id, fingerprint, cmid)
      WHERE fingerprint IS NOT NULL`,
    `INSERT INTO muster.activity (start_ms, product_id, code, application_id, requests, count_max)
      SELECT time_ms - time_ms % 3600000, product_id, code, min(application_id::text)::uuid, count(*),
        max(coalesce(count, 0))
      FROM muster.events WHERE id = 12290 AND lease_id IS NOT NULL GROUP BY 1, 2, 3`,
    `INSERT INTO muster.activity (start_ms, product_id, code, application_id, requests, count_max)
      SELECT time_ms - time_ms % 3600000, '00000000-0000-0000-0000-000000000000', code,
        '00000000-0000-0000-0000-000000000000', count(*), 0
      FROM muster.events WHERE id = 12290 AND lease_id IS NULL GROUP BY 1, 3`,
    `UPDATE muster.machines m SET irregular_at_ms = broken.at_ms
      FROM (SELECT cmid, product_id, max(at_ms) AS at_ms FROM (
          SELECT cmid, product_id, max(time_ms) AS at_ms FROM muster.events
          WHERE id = 12290 AND lease_id IS NOT NULL
          GROUP BY cmid, product_id, previous_lease_id HAVING count(*) > 1) AS forks
        GROUP BY cmid, product_id) AS broken
      WHERE m.cmid = broken.cmid AND m.product_id = broken.product_id`,
  ],
}
