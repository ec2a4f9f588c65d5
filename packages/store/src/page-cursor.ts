/** Page cursors of the host store: opaque to callers, checked whenever one comes back. */
import { AppError } from '@muster/core/errors'

/** The place of a machine in the order of last requests. */
export interface MachinePlace {
  readonly lastSeenMs: number
  readonly cmid: string
  readonly productId: string
}

const eventPattern = /^e([0-9]{1,15})$/
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const machinePattern = new RegExp(`^m(-?[0-9]{1,15})_(${uuid})_(${uuid})$`)

/** The cursor behind an event. */
export function eventCursor(sequence: number): string {
  return `e${sequence}`
}

/** The sequence of the last event that was read. Throws `cursor-invalid`. */
export function readEventCursor(cursor: string): number {
  const match = eventPattern.exec(cursor)
  if (match === null) throw new AppError('cursor-invalid')
  return Number(match[1])
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
