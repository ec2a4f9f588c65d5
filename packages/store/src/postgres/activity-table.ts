/** Requests by hour, product and outcome, of all hosts together: each batch adds a few rows. */
import { eventCodeNumber, type MusterEvent } from '@muster/core/events'
import type { ActivityBucket } from '@muster/core/stores'
import type { Client } from 'pg'
import { activityOf } from '../activity-log.ts'
import { readActivityBucket } from '../rows/host-records.ts'
import { type ArrayColumn, arraysOf, namesOf, unnestColumns } from './batch-statement.ts'
import { RowReader } from './row.ts'

/** Sends what adds the requests of a batch; rows in order of their key. */
export function writeActivity(client: Client, events: readonly MusterEvent[]): readonly Promise<unknown>[] {
  return addActivity(client, activityOf(events))
}

/** Sends what adds sums. */
export function addActivity(client: Client, buckets: readonly ActivityBucket[]): readonly Promise<unknown>[] {
  if (buckets.length === 0) return []
  return [client.query({ name: 'add-activity', text: putBuckets, values: arraysOf(bucketColumns, buckets) })]
}

/** Removes sums from before a moment. */
export async function removeActivity(client: Client, startMs: number): Promise<void> {
  // A moment before all time is what an unlimited retention asks for.
  if (Number.isFinite(startMs))
    await client.query('DELETE FROM muster.activity WHERE start_ms < $1', [startMs])
}

/** Sums by span, product and outcome, in order of time. */
export async function readActivity(
  client: Client,
  { sinceMs, spanMs }: { readonly sinceMs: number; readonly spanMs: number },
): Promise<readonly ActivityBucket[]> {
  const { rows } = await client.query(selectSpans, [sinceMs, spanMs])
  return rows.map((row) => readActivityBucket(new RowReader(row)))
}

const bucketColumns: readonly ArrayColumn<ActivityBucket>[] = [
  { name: 'start_ms', type: 'bigint', take: ({ startMs }) => startMs },
  { name: 'product_id', type: 'uuid', take: ({ productId }) => productId },
  { name: 'code', type: 'integer', take: ({ code }) => eventCodeNumber(code) },
  { name: 'application_id', type: 'uuid', take: ({ applicationId }) => applicationId },
  { name: 'requests', type: 'bigint', take: ({ requests }) => requests },
  { name: 'activations', type: 'bigint', take: ({ activations }) => activations },
  { name: 'count_max', type: 'integer', take: ({ countMax }) => countMax },
]

const putBuckets = `INSERT INTO muster.activity AS a (${namesOf(bucketColumns)})
  SELECT * FROM ${unnestColumns(bucketColumns)} AS r (${namesOf(bucketColumns)})
  ORDER BY r.start_ms, r.product_id, r.code
  ON CONFLICT (start_ms, product_id, code) DO UPDATE SET requests = a.requests + excluded.requests,
    activations = a.activations + excluded.activations,
    count_max = greatest(a.count_max, excluded.count_max)`

const selectSpans = `SELECT start_ms - start_ms % $2::bigint AS start_ms, product_id, application_id, code,
    sum(requests)::bigint AS requests, sum(activations)::bigint AS activations, max(count_max) AS count_max
  FROM muster.activity WHERE start_ms >= $1
  GROUP BY 1, product_id, code, application_id ORDER BY 1, product_id, code`
