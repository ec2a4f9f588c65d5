/** What the doctor knows of an activation host before it judges. */
import type { ErrorCode } from '@muster/core/errors'
import type { ServiceRecord } from '@muster/core/ports'
import type { ActivityBucket } from '@muster/core/stores'
import type { FolderFacts } from './client-facts.ts'
import type { HostProbe } from './probe-host.ts'

/** The count of one application. */
export interface ApplicationFacts {
  readonly applicationId: string
  readonly name: string
  readonly currentCount: number
  readonly cacheCapacity: number
  readonly highestThreshold: number
}

/** What DNS says of one domain. */
export interface DomainFacts {
  readonly name: string
  readonly records: readonly ServiceRecord[]
  /** Why there are none. */
  readonly code?: ErrorCode
}

/** A host that shares the store of the one that is looked at. */
export interface SharingHostFacts {
  readonly hostName: string
  readonly isThisHost: boolean
  /** Whether it said lately that it serves. */
  readonly serving: boolean
  /** When it last said so, ISO 8601; null where it never did. */
  readonly lastSeen: string | null
}

/** Facts of one host. */
export interface HostFacts {
  readonly nowMs: number
  readonly service: 'running' | 'stopped'
  readonly activated: boolean
  /** ISO 8601; null where there is no certificate. */
  readonly certificateExpires: string | null
  /** Host keys that are installed. */
  readonly hostKeys: number
  readonly listening: { readonly address: string; readonly port: number }
  readonly applications: readonly ApplicationFacts[]
  /** The host's own door, looked at from this machine. */
  readonly own: HostProbe
  readonly hostName: string
  readonly publishing: boolean
  readonly domains: readonly DomainFacts[]
  /** Addresses that the host publishes for its name. */
  readonly ownAddresses: readonly string[]
  /** Addresses that DNS gives for the host's name; empty where it gives none. */
  readonly nameAddresses: readonly string[]
  /** Other hosts that DNS names. */
  readonly others: readonly HostProbe[]
  /** The hosts that share its store, itself among them; null where the store is its own. */
  readonly sharing: readonly SharingHostFacts[] | null
  /** By day, of the last 8 days, oldest first; undefined where the store answers no reports, as is the next. */
  readonly activity: readonly ActivityBucket[] | undefined
  readonly duplicates: { readonly cmids: number; readonly machines: number } | undefined
  readonly eventsStored: number | undefined
  readonly eventsMax: number
  readonly diskFreeBytes: number | undefined
  readonly folder: FolderFacts
  /** Below this many counted machines the administrator wants to be warned. */
  readonly lowCount: number | undefined
}
