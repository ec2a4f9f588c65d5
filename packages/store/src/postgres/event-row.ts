/** Events as rows: requests in columns of their own, every other event with its fields as JSON. */
import { AppError, codeFromNumber } from '@muster/core/errors'
import {
  type EventCode,
  type EventFields,
  type EventLevel,
  eventCodeNumber,
  eventIds,
  type MusterEvent,
  type RequestFacts,
} from '@muster/core/events'
import type { StoredEvent } from '@muster/core/stores'
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
  const reader = new RowReader(row)
  const sequence = reader.number('sequence')
  const host = optional('hostName', reader.optionalText('host_name'))
  return { sequence, event: readMusterEvent(reader), ...host }
}

function idOf(event: MusterEvent): number {
  return event.kind === 'service' ? event.id : eventIds.requestProcessed
}

function readMusterEvent(reader: RowReader): MusterEvent {
  const code = readCode(reader.number('code'))
  const timeMs = reader.number('time_ms')
  const fields = reader.optionalText('fields')
  if (fields === undefined) {
    const request = readRequest(reader)
    return { kind: 'request-processed', timeMs, code, address: reader.text('address'), request }
  }
  const level = readLevel(reader.text('level'))
  return { kind: 'service', id: reader.number('id'), timeMs, level, code, fields: readFields(fields) }
}

function readRequest(reader: RowReader): RequestFacts {
  return {
    applicationId: reader.text('application_id'),
    productId: reader.text('product_id'),
    cmid: reader.text('cmid'),
    minimumCount: reader.number('minimum_count'),
    ...optional('machineName', reader.optionalText('machine_name')),
    clientTimeSeconds: reader.number('client_time_seconds'),
    virtual: reader.boolean('virtual'),
    licenceState: reader.number('licence_state'),
    minutesToStateExpiry: reader.number('minutes_to_state_expiry'),
    ...optional('fingerprint', reader.optionalText('fingerprint')),
    ...optional('previousLeaseId', reader.optionalText('previous_lease_id')),
    ...optional('leaseId', reader.optionalText('lease_id')),
    ...optional('count', reader.optionalNumber('count')),
  }
}

function readCode(number: number): EventCode {
  return number === 0 ? 'success' : (codeFromNumber(number) ?? 'unexpected')
}

function readLevel(text: string): EventLevel {
  if (text === 'information' || text === 'warning' || text === 'error') return text
  throw new AppError('store-damaged', 'Column level.')
}

function readFields(text: string): EventFields {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('store-damaged', 'Column fields.', { cause })
  }
}
