/** Page cursors of the host store: opaque to callers, checked whenever one comes back. */
import { AppError } from '@muster/core/errors'
import type { EventQuery, StoredEvent } from '@muster/core/stores'

/** The place of an event: in the order of writing, or in the order of time where events since a moment are read. */
export interface EventPlace {
  readonly sequence: number
  /** Present where events are in the order of time. */
  readonly timeMs?: number
}

/** The place of a machine in the order of last requests. */
export interface MachinePlace {
  readonly lastSeenMs: number
  readonly cmid: string
  readonly productId: string
}

const writtenPattern = /^e([0-9]{1,15})$/
const timedPattern = /^t(-?[0-9]{1,15})_([0-9]{1,15})$/
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const machinePattern = new RegExp(`^m(-?[0-9]{1,15})_(${uuid})_(${uuid})$`)

/** The cursor behind an event of this query. */
export function eventCursor({ sinceMs }: EventQuery, { sequence, event }: StoredEvent): string {
  return sinceMs === undefined ? `e${sequence}` : `t${event.timeMs}_${sequence}`
}

/** Where the query goes on; undefined at its start. Throws `cursor-invalid`, also for a cursor of the other order. */
export function readEventPlace({ after, sinceMs }: EventQuery): EventPlace | undefined {
  if (after === undefined) return undefined
  const match = (sinceMs === undefined ? writtenPattern : timedPattern).exec(after)
  if (match === null) throw new AppError('cursor-invalid')
  if (sinceMs === undefined) return { sequence: Number(match[1]) }
  return { timeMs: Number(match[1]), sequence: Number(match[2]) }
}

/** The cursor behind a machine. */
export function machineCursor(place: MachinePlace): string {
  return `m${place.lastSeenMs}_${place.cmid}_${place.productId}`
}

/** The place of the last machine that was read. Throws `cursor-invalid`. */
export function readMachineCursor(cursor: string): MachinePlace {
  const [, lastSeenMs, cmid, productId] = machinePattern.exec(cursor) ?? []
  if (lastSeenMs === undefined || cmid === undefined || productId === undefined)
    throw new AppError('cursor-invalid')
  return { lastSeenMs: Number(lastSeenMs), cmid, productId }
}
