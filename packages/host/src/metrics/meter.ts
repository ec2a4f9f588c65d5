/** What a host tells of its work while it works; what is measured at a glance is read when somebody asks. */
import type { EventCode } from '@muster/core/events'

/** Hears of requests and commits. */
export interface Meter {
  /** A packet came in; call what it gives with the result once the answer is signed. */
  began(): (result: EventCode) => void
  /** So many requests were made durable in one commit, and so many entries left full caches (R2.4). */
  committed(requests: number, evictions: number): void
}

/** What is measured when somebody asks: the part of a host's status that has numbers. */
export interface MeasuredState {
  readonly activated: boolean
  /** ISO 8601; null without a certificate. */
  readonly certificateExpires: string | null
  readonly applications: readonly {
    readonly applicationId: string
    readonly name: string
    readonly currentCount: number
    readonly cacheCapacity: number
    readonly highestThreshold: number
  }[]
  readonly dns: { readonly domains: readonly { readonly domain: string; readonly state: string }[] }
  /** Absent where nobody judges duplicates, or has not yet. */
  readonly duplicates?: { readonly cmids: number; readonly machines: number } | undefined
}

/** Metrics of one host. */
export interface HostMetrics {
  readonly meter: Meter
  readonly contentType: string
  /** The text for a scrape. */
  text(state: MeasuredState, nowMs: number): Promise<string>
}
