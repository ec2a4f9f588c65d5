/** Everything that answering a batch of requests changes, as data: the store writes it in one commit. */
import type { MusterEvent } from '../events/index.ts'
import type { CountChange } from './count-state.ts'

/** Cumulative counters of a host (R2.9). */
export const counterNames = [
  'total',
  'failed',
  'state-0',
  'state-1',
  'state-2',
  'state-3',
  'state-4',
  'state-5',
  'state-6',
] as const
export type CounterName = (typeof counterNames)[number]

/** A machine as the inventory keeps it (R2.14): one record for each CMID and product. */
export interface MachineSighting {
  readonly cmid: string
  readonly productId: string
  readonly applicationId: string
  readonly machineName?: string
  readonly address: string
  readonly licenceState: number
  readonly virtual: boolean
  readonly minutesToStateExpiry: number
  /** Hexadecimal. */
  readonly fingerprint?: string
  readonly seenAtMs: number
  /** Where the request stands in its lineage; hexadecimal. */
  readonly lease?: { readonly leaseId: string; readonly previousLeaseId?: string }
}

/** One change; the order matters. */
export type HostChange =
  | CountChange
  | { readonly kind: 'machine-seen'; readonly machine: MachineSighting }
  | { readonly kind: 'counter-added'; readonly counter: CounterName; readonly amount: number }
  | { readonly kind: 'event-added'; readonly event: MusterEvent }
