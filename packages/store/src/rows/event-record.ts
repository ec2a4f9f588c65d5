/** Events read from rows: requests have columns of their own, every other event has its fields as JSON. */
import { AppError, codeFromNumber } from '@muster/core/errors'
import type { EventCode, EventFields, EventLevel, MusterEvent, RequestFacts } from '@muster/core/events'
import type { StoredEvent } from '@muster/core/stores'
import { type ColumnReader, optional } from './column-reader.ts'

/** The event of a row. Throws `store-damaged`. */
export function readStoredEvent(reader: ColumnReader): StoredEvent {
  return {
    sequence: reader.number('sequence'),
    event: readMusterEvent(reader),
    ...optional('hostName', reader.optionalText('host_name')),
  }
}

/** The code behind a number; numbers of newer software are no codes here. */
export function readCode(number: number): EventCode {
  return number === 0 ? 'success' : (codeFromNumber(number) ?? 'unexpected')
}

function readMusterEvent(reader: ColumnReader): MusterEvent {
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

function readRequest(reader: ColumnReader): RequestFacts {
  return {
    applicationId: reader.uuid('application_id'),
    productId: reader.uuid('product_id'),
    cmid: reader.uuid('cmid'),
    minimumCount: reader.number('minimum_count'),
    ...optional('machineName', reader.optionalText('machine_name')),
    clientTimeSeconds: reader.number('client_time_seconds'),
    virtual: reader.boolean('virtual'),
    licenceState: reader.number('licence_state'),
    minutesToStateExpiry: reader.number('minutes_to_state_expiry'),
    ...optional('fingerprint', reader.optionalHex('fingerprint')),
    ...optional('previousLeaseId', reader.optionalHex('previous_lease_id')),
    ...optional('leaseId', reader.optionalHex('lease_id')),
    ...optional('count', reader.optionalNumber('count')),
  }
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
