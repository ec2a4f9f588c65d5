/** What a host tells of its work while it works; what is measured at a glance is read when somebody asks. */
import type { EventCode } from '@muster/core/events'

/** Hears of requests and commits. */
export interface Meter {
  /** A packet came in; call what it gives with the result once the answer is signed. */
  began(): (result: EventCode) => void
  /** So many requests were made durable in one commit, and so many entries left full caches (R2.4). */
  committed(requests: number, evictions: number): void
}
