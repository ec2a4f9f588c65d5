/** Sums of requests tell how many of them activate, so that nobody reads the event log for it. */
import type { Migration } from '../migration.ts'

/** Adds up what is logged: machines that were not licensed and were told a count that suffices. */
const fillActivations = `UPDATE activity SET activations = logged.activations
  FROM (SELECT time_ms - time_ms % 3600000 AS start_ms, product_id, count(*) AS activations FROM events
    WHERE id = 12290 AND code = 0 AND licence_state <> 1 AND count >= minimum_count GROUP BY 1, 2) AS logged
  WHERE activity.start_ms = logged.start_ms AND activity.product_id = logged.product_id AND activity.code = 0`

/** Number 6. */
export const activationsMigration: Migration = {
  number: 6,
  name: 'activations',
  statements: ['ALTER TABLE activity ADD COLUMN activations INTEGER NOT NULL DEFAULT 0', fillActivations],
}
