/** What processes log is no part of a world: their events are. */
import type { Log } from '@muster/core/ports'

/** Writes nothing. */
export const silentLog: Log = { write: () => undefined }
