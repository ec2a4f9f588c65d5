/** The hosts that share a store (R2.13), as `muster host status --json` prints them. */
import type { HostStore, SharingHost } from '@muster/core/stores'
import { announceIntervalMs } from '../jobs/keep-announced.ts'

/** A host that missed so many announcements does not serve. */
const announcementsMissedMax = 3

/** One of them. */
export interface ListedSharingHost {
  readonly hostName: string
  readonly isThisHost: boolean
  /** Whether it said lately that it serves. */
  readonly serving: boolean
  /** When it last said so, ISO 8601; null where it never did. */
  readonly lastSeen: string | null
  /** Requests that it received, and those of them that it refused. */
  readonly total: number
  readonly failed: number
}

/** All that ever served from the store, in order of their names; null where the store is one host's own. */
export async function listSharingHosts(
  store: HostStore,
  nowMs: number,
): Promise<readonly ListedSharingHost[] | null> {
  if (store.sharing === undefined) return null
  return (await store.sharing.hosts()).map((host) => present(host, nowMs))
}

function present(
  { hostName, isThisHost, lastSeenMs, counters }: SharingHost,
  nowMs: number,
): ListedSharingHost {
  return {
    hostName,
    isThisHost,
    serving: lastSeenMs !== undefined && nowMs - lastSeenMs <= announcementsMissedMax * announceIntervalMs,
    lastSeen: lastSeenMs === undefined ? null : new Date(lastSeenMs).toISOString(),
    total: counters.total,
    failed: counters.failed,
  }
}
