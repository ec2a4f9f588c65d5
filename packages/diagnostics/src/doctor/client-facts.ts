/** What the doctor knows of a client's machine before it judges. */
import type { ClientStatus, DiscoveryReport } from '@muster/client'
import type { PresentedEvent } from '@muster/core/events'
import type { HostProbe } from './probe-host.ts'

/** Rights of a state folder. */
export interface FolderFacts {
  readonly path: string
  readonly exists: boolean
  /** Whether this account may read and write in it. */
  readonly usable: boolean
  /** Whether accounts that are neither its owner nor in its group may write in it. */
  readonly openToAll: boolean
}

/** Facts of one client. */
export interface ClientFacts {
  readonly nowMs: number
  readonly status: ClientStatus
  /** The state in one sentence. */
  readonly sentence: string
  /** Whole days until the state ends; null where it does not end by itself. */
  readonly daysLeft: number | null
  /** Undefined where looking for hosts did not end in time. */
  readonly discovery: Pick<DiscoveryReport, 'pinned' | 'domains' | 'asked' | 'hosts'> | undefined
  readonly probes: readonly HostProbe[]
  /** Oldest first. */
  readonly events: readonly PresentedEvent[]
  readonly folder: FolderFacts
}
