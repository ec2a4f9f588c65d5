/** What reports stand on: sums of requests by hour, and what tells a machine whose lineage broke or that churns. */
import type { Migration } from '../migration.ts'

/** The code `product-not-served`: strangers may name any product, so these are one. */
const notServed = 1400

/** Adds up all requests that are logged. */
const fillActivity = `INSERT INTO activity (start_ms, product_id, application_id, code, requests, count_max)
  SELECT time_ms - time_ms % 3600000, product_id, application_id, code, count(*), max(coalesce(count, 0))
  FROM events WHERE id = 12290 AND code <> ${notServed} GROUP BY 1, 2, 4
  UNION ALL
  SELECT time_ms - time_ms % 3600000, zeroblob(16), zeroblob(16), code, count(*), 0
  FROM events WHERE id = 12290 AND code = ${notServed} GROUP BY 1, 4`

/** Marks the machines of which two logged requests continued the same lease. */
const markIrregular = `UPDATE machines SET irregular_at_ms = broken.at_ms
  FROM (SELECT cmid, product_id, max(time_ms) AS at_ms FROM events
    WHERE id = 12290 AND lease_id IS NOT NULL
    GROUP BY cmid, product_id, previous_lease_id HAVING count(*) > 1) AS broken
  WHERE machines.cmid = broken.cmid AND machines.product_id = broken.product_id`

/** Number 3. */
export const reportsMigration: Migration = {
  number: 3,
  name: 'reports',
  statements: [
    // Few rows: products of the catalogue and outcomes, for each hour.
    `CREATE TABLE activity (
      start_ms INTEGER NOT NULL,
      product_id BLOB NOT NULL,
      code INTEGER NOT NULL,
      application_id BLOB NOT NULL,
      requests INTEGER NOT NULL,
      count_max INTEGER NOT NULL,
      PRIMARY KEY (start_ms, product_id, code)
    ) STRICT, WITHOUT ROWID`,
    // The lease of the latest answer, and when a request last did not continue it.
    'ALTER TABLE machines ADD COLUMN lease_id BLOB',
    'ALTER TABLE machines ADD COLUMN irregular_at_ms INTEGER',
    'CREATE INDEX machines_irregular ON machines (cmid, product_id) WHERE irregular_at_ms IS NOT NULL',
    // No column of it changes at a renewal.
    'CREATE INDEX machines_by_fingerprint ON machines (application_id, fingerprint, cmid) WHERE fingerprint IS NOT NULL',
    fillActivity,
    markIrregular,
  ],
}
