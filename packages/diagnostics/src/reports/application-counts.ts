/** Counts by application. */
import type { ApplicationCount } from '@muster/core/counting'

/** The counts of a host, by application id. */
export type ApplicationCounts = ReadonlyMap<string, ApplicationCount>
