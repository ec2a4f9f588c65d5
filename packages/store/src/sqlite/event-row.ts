/** Events as rows: requests in columns of their own, every other event with its fields as JSON. */

import type { SQLInputValue } from 'node:sqlite'
import { eventCodeNumber, eventIds, type MusterEvent, type RequestFacts } from '@muster/core/events'
import type { StoredEvent } from '@muster/core/stores'
import { readStoredEvent } from '../rows/event-record.ts'
import { hexBytes, type Row, RowReader, uuidBytes } from './row.ts'

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
  return readStoredEvent(new RowReader(row))
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
