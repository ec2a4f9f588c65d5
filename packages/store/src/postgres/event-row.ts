/** Events as rows: requests in columns of their own, every other event with its fields as JSON. */
import { eventCodeNumber, eventIds, type MusterEvent, type RequestFacts } from '@muster/core/events'
import type { StoredEvent } from '@muster/core/stores'
import { readStoredEvent } from '../rows/event-record.ts'
import { type ArrayColumn, fromHexText } from './batch-statement.ts'
import { optional, type Row, RowReader } from './row.ts'

type Column = ArrayColumn<MusterEvent>

/** A column that requests have and other events have not. */
function ofRequest(
  name: string,
  type: string,
  take: (request: RequestFacts) => unknown,
  expression?: string,
): Column {
  return {
    name,
    type,
    take: (event) => (event.kind === 'request-processed' ? take(event.request) : undefined),
    ...optional('expression', expression),
  }
}

/** The columns that an event is written to, but for its sequence and host. */
export const eventColumns: readonly Column[] = [
  { name: 'id', type: 'integer', take: idOf },
  { name: 'time_ms', type: 'bigint', take: ({ timeMs }) => timeMs },
  { name: 'code', type: 'integer', take: ({ code }) => eventCodeNumber(code) },
  {
    name: 'address',
    type: 'text',
    take: (event) => (event.kind === 'request-processed' ? event.address : undefined),
  },
  ofRequest('minimum_count', 'integer', ({ minimumCount }) => minimumCount),
  ofRequest('machine_name', 'text', ({ machineName }) => machineName),
  ofRequest('cmid', 'uuid', ({ cmid }) => cmid),
  ofRequest('client_time_seconds', 'bigint', ({ clientTimeSeconds }) => clientTimeSeconds),
  ofRequest('virtual', 'boolean', ({ virtual }) => virtual),
  ofRequest('licence_state', 'smallint', ({ licenceState }) => licenceState),
  ofRequest('minutes_to_state_expiry', 'bigint', ({ minutesToStateExpiry }) => minutesToStateExpiry),
  ofRequest('product_id', 'uuid', ({ productId }) => productId),
  ofRequest('application_id', 'uuid', ({ applicationId }) => applicationId),
  ofRequest('count', 'integer', ({ count }) => count),
  ofRequest('lease_id', 'text', ({ leaseId }) => leaseId, fromHexText),
  ofRequest('previous_lease_id', 'text', ({ previousLeaseId }) => previousLeaseId, fromHexText),
  ofRequest('fingerprint', 'text', ({ fingerprint }) => fingerprint, fromHexText),
  { name: 'level', type: 'text', take: (event) => (event.kind === 'service' ? event.level : undefined) },
  {
    name: 'fields',
    type: 'text',
    take: (event) => (event.kind === 'service' ? JSON.stringify(event.fields) : undefined),
  },
]

/** What {@link readEvent} needs of `muster.events e` and, for its name, `muster.hosts h`. */
export const eventValues = `e.sequence, e.id, e.time_ms, e.code, e.address, e.minimum_count, e.machine_name,
    e.cmid, e.client_time_seconds, e.virtual, e.licence_state, e.minutes_to_state_expiry, e.product_id,
    e.application_id, e.count, encode(e.lease_id, 'hex') AS lease_id,
    encode(e.previous_lease_id, 'hex') AS previous_lease_id, encode(e.fingerprint, 'hex') AS fingerprint,
    e.level, e.fields, nullif(h.name, '') AS host_name`

/** The event of a row. */
export function readEvent(row: Row): StoredEvent {
  return readStoredEvent(new RowReader(row))
}

function idOf(event: MusterEvent): number {
  return event.kind === 'service' ? event.id : eventIds.requestProcessed
}
