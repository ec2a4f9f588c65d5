/** Requests by hour, product and outcome: each batch adds a few rows, and every report of activity reads few. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { eventCodeNumber, type MusterEvent } from '@muster/core/events'
import type { ActivityBucket } from '@muster/core/stores'
import { activityOf } from '../activity-log.ts'
import { readActivityBucket } from '../rows/host-records.ts'
import { RowReader, uuidBytes } from './row.ts'

/** Reads and writes `activity`. */
export class ActivityTable {
  readonly #put: StatementSync
  readonly #deleteBefore: StatementSync
  readonly #select: StatementSync

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(putBucket)
    this.#deleteBefore = database.prepare('DELETE FROM activity WHERE start_ms < ?')
    this.#select = database.prepare(selectSpans)
  }

  /** Adds the requests of a batch. */
  write(events: readonly MusterEvent[]): void {
    this.add(activityOf(events))
  }

  /** Adds sums. */
  add(buckets: readonly ActivityBucket[]): void {
    for (const { startMs, productId, applicationId, code, requests, activations, countMax } of buckets)
      this.#put.run(
        startMs,
        uuidBytes(productId),
        eventCodeNumber(code),
        uuidBytes(applicationId),
        requests,
        activations,
        countMax,
      )
  }

  removeBefore(startMs: number): void {
    // A moment before all time is what an unlimited retention asks for.
    if (Number.isFinite(startMs)) this.#deleteBefore.run(startMs)
  }

  read(query: { readonly sinceMs: number; readonly spanMs: number }): readonly ActivityBucket[] {
    const rows = this.#select.all({ sinceMs: query.sinceMs, spanMs: query.spanMs })
    return rows.map((row) => readActivityBucket(new RowReader(row)))
  }
}

const putBucket = `INSERT INTO activity (start_ms, product_id, code, application_id, requests, activations, count_max)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
    activations = activations + excluded.activations,
    count_max = max(count_max, excluded.count_max)`

const selectSpans = `SELECT start_ms - start_ms % :spanMs AS start_ms, product_id, application_id, code,
    sum(requests) AS requests, sum(activations) AS activations, max(count_max) AS count_max
  FROM activity WHERE start_ms >= :sinceMs
  GROUP BY 1, product_id, code, application_id ORDER BY 1, product_id, code`
