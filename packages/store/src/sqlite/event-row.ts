/** Events as rows: requests in columns of their own, every other event with its fields as JSON. */

import type { SQLInputValue } from 'node:sqlite'
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
import { hexBytes, optional, type Row, RowReader, uuidBytes } from './row.ts'

/** The columns that an event is written to, in order. */
export const eventColumns = [
  'id',
  'time_ms',
  'code',
  'address',
  'minimum_count',
  'machine_name',
  'cmid',
  'client_time_seconds',
  'virtual',
  'licence_state',
  'minutes_to_state_expiry',
  'product_id',
  'application_id',
  'count',
  'lease_id',
  'previous_lease_id',
  'fingerprint',
  'level',
  'fields',
] as const

/** The values of an event's columns. */
export function eventValues(event: MusterEvent): readonly SQLInputValue[] {
  const code = eventCodeNumber(event.code)
  if (event.kind === 'request-processed') {
    const values = requestValues(event.request)
    return [eventIds.requestProcessed, event.timeMs, code, event.address, ...values, null, null]
  }
  const columnsOfRequest = eventColumns.length - 5
  const nulls = new Array<null>(columnsOfRequest).fill(null)
  return [event.id, event.timeMs, code, ...nulls, event.level, JSON.stringify(event.fields)]
}

/** The event of a row. */
export function readEvent(row: Row): StoredEvent {
  const reader = new RowReader(row)
  const code = readCode(reader.number('code'))
  const timeMs = reader.number('time_ms')
  const sequence = reader.number('sequence')
  const fields = reader.optionalText('fields')
  const host = optional('hostName', reader.optionalText('host_name'))
  if (fields === undefined) {
    const request = readRequest(reader)
    const address = reader.text('address')
    return { sequence, event: { kind: 'request-processed', timeMs, code, address, request }, ...host }
  }
  const id = reader.number('id')
  const level = readLevel(reader.text('level'))
  const event = { kind: 'service', id, timeMs, level, code, fields: readFields(fields) } as const
  return { sequence, event, ...host }
}

function requestValues(request: RequestFacts): readonly SQLInputValue[] {
  return [
    request.minimumCount,
    request.machineName ?? null,
    uuidBytes(request.cmid),
    request.clientTimeSeconds,
    request.virtual ? 1 : 0,
    request.licenceState,
    request.minutesToStateExpiry,
    uuidBytes(request.productId),
    uuidBytes(request.applicationId),
    request.count ?? null,
    hexBytes(request.leaseId),
    hexBytes(request.previousLeaseId),
    hexBytes(request.fingerprint),
  ]
}

function readRequest(reader: RowReader): RequestFacts {
  return {
    applicationId: reader.uuid('application_id'),
    productId: reader.uuid('product_id'),
    cmid: reader.uuid('cmid'),
    minimumCount: reader.number('minimum_count'),
    ...optional('machineName', reader.optionalText('machine_name')),
    clientTimeSeconds: reader.number('client_time_seconds'),
    virtual: reader.number('virtual') === 1,
    licenceState: reader.number('licence_state'),
    minutesToStateExpiry: reader.number('minutes_to_state_expiry'),
    ...optional('fingerprint', reader.optionalHex('fingerprint')),
    ...optional('previousLeaseId', reader.optionalHex('previous_lease_id')),
    ...optional('leaseId', reader.optionalHex('lease_id')),
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
