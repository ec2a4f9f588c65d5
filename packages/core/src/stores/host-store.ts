/**
 * What an activation host keeps. One implementation each for memory, SQLite and PostgreSQL, under one
 * conformance suite. Everything that a batch decides is durable before the batch resolves (R2.10).
 */
import type { ApplicationCount, BatchOutcome, CounterName, MachineSighting } from '../counting/index.ts'
import type { MusterEvent } from '../events/index.ts'

/** A host key on this host, before or after its activation. */
export interface HostKeyInstallation {
  /** Last group of the host key: the only part that is shown (R1.6). */
  readonly partialProductKey: string
  readonly productGroup: number
  readonly installedAtMs: number
  /** The key's secret, kept until the host is activated and then forgotten. */
  readonly productKey?: string
  /** Present once activated, all three together. */
  readonly activation?: {
    readonly activatedAtMs: number
    readonly hostCertificate: Uint8Array
    readonly issuerCertificate: Uint8Array
    readonly catalogue: Uint8Array
  }
}

/** What the administrator set; absent means the product licence's own number. */
export interface HostSettings {
  readonly retryMinutes?: number
  readonly renewalMinutes?: number
}

/** A machine of the inventory. */
export interface MachineRecord extends Omit<MachineSighting, 'lease'> {
  readonly firstSeenMs: number
  /** Whether the count cache holds it now. */
  readonly counted: boolean
  /** The host that answered it last, where several share the store (R2.13). */
  readonly hostName?: string
}

/** A place in a list that goes on: hand it back to read on. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | undefined
}

/** Which machines to read. */
export interface MachineQuery {
  readonly nowMs: number
  readonly limit: number
  readonly after?: string
  readonly applicationId?: string
}

/** Columns by which machines can be put in order. */
export const machineOrders = ['lastSeen', 'firstSeen', 'machineName', 'address', 'licenceState'] as const
/** One of {@link machineOrders}. */
export type MachineOrder = (typeof machineOrders)[number]

/** Which machines to find, and in what order; what is absent does not restrict. */
export interface MachineSearch extends MachineQuery {
  /** In the name, or at the start of the address or of the CMID; the case of ASCII letters does not matter. */
  readonly text?: string
  readonly licenceState?: number
  readonly counted?: boolean
  readonly virtual?: boolean
  readonly order: MachineOrder
  readonly ascending: boolean
}

/** Which events to read; what is absent does not restrict. */
export interface EventQuery {
  readonly limit: number
  /** Newest first unless said otherwise. */
  readonly oldestFirst?: boolean
  readonly after?: string
  /** From this moment on; then in the order of time, and those of one moment in the order of writing. */
  readonly sinceMs?: number
  readonly id?: number
  /** Only events of requests of this machine. */
  readonly cmid?: string
}

/** An event and its place in the log; no place is given twice. */
export interface StoredEvent {
  readonly sequence: number
  readonly event: MusterEvent
  /** The host that wrote it, where several share the store (R2.13). */
  readonly hostName?: string
}

/** What a step of retention removed. */
export interface RetentionOutcome {
  readonly eventsRemoved: number
  readonly machinesRemoved: number
}

/** A host that shares the store. */
export interface SharingHost {
  /** Empty where it states none. */
  readonly hostName: string
  /** Whether it is the one that asks. */
  readonly isThisHost: boolean
  /** When it last said that it serves; undefined where it never did. */
  readonly lastSeenMs?: number
  /** Its own part of the counters. */
  readonly counters: Readonly<Record<CounterName, number>>
}

/** What only a store that hosts share can tell (R2.13). */
export interface SharedHosts {
  /** Every host that ever served from the store, in order of their names. */
  hosts(): Promise<readonly SharingHost[]>
  /** Says that this host serves now. */
  announce(nowMs: number): Promise<void>
}

/** The store of one activation host. */
export interface HostStore {
  /** Absent where a store is one host's own. */
  readonly sharing?: SharedHosts
  /**
   * Reads the counts of these applications, calls `decide` once with them, and makes its changes durable in one
   * commit. Batches run one after another. Rejects with `store-failed` when the commit failed (`store-locked` where
   * another process kept the store too long); then nothing of it is there. What `decide` throws is passed on and
   * nothing is written.
   */
  commitBatch<Result>(
    applicationIds: readonly string[],
    decide: (counts: ReadonlyMap<string, ApplicationCount>) => BatchOutcome<Result>,
  ): Promise<Result>
  /** The counts as stored, in order of application; entries that expired since are still in them. */
  counts(): Promise<readonly ApplicationCount[]>
  counters(): Promise<Readonly<Record<CounterName, number>>>
  /** Machines in order of their last request, newest first. Throws `cursor-invalid`, as does {@link events}. */
  machines(query: MachineQuery): Promise<Page<MachineRecord>>
  /**
   * Machines that fit, in the order that is asked for. One call looks at a bounded number of rows, so that it is
   * quick on any inventory: a page may hold fewer than `limit`, even none, and still go on. Throws `cursor-invalid`.
   */
  searchMachines(search: MachineSearch): Promise<Page<MachineRecord>>
  events(query: EventQuery): Promise<Page<StoredEvent>>
  installations(): Promise<readonly HostKeyInstallation[]>
  /** Adds or replaces the installation with this product group and partial key. */
  saveInstallation(installation: HostKeyInstallation): Promise<void>
  removeInstallation(partialProductKey: string): Promise<void>
  settings(): Promise<HostSettings>
  saveSettings(settings: HostSettings): Promise<void>
  /**
   * Removes at most `rowsMax` events that are older than `beforeMs` or beyond the newest `eventsMax`, and at most as
   * many machines that were not seen since `beforeMs`. Where it removed `rowsMax` of either, more may be left.
   */
  applyRetention(options: {
    readonly beforeMs: number
    readonly eventsMax: number
    readonly rowsMax: number
  }): Promise<RetentionOutcome>
  /** A number that changes when another process changed installations or settings. */
  revision(): Promise<number>
  /** Writes a consistent copy of the whole store while it is in use, replacing what is at the path. */
  backup(path: string): Promise<void>
  /** Closing again does nothing; whatever else is asked of a closed store rejects with `store-failed`. */
  close(): Promise<void>
}
