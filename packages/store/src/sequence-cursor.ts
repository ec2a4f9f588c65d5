/** Page cursors of the authority's lists: the sequence of the last row, opaque to callers and checked when it comes back. */
import { AppError } from '@muster/core/errors'

/** The sequence after which to go on; `start` where there is no cursor. Throws `cursor-invalid`. */
export function readSequenceCursor(cursor: string | undefined, start: number): number {
  if (cursor === undefined) return start
  if (!/^[0-9]{1,15}$/.test(cursor)) throw new AppError('cursor-invalid')
  return Number(cursor)
}
