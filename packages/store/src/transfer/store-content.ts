/**
 * A whole store in pages, for moving it from one kind of store to another, and for backing it up. Machines come in
 * order of their key and events in order of their sequence, so that the place that a filling reached can be told
 * from what is there already.
 */
import type { ApplicationCount, CounterName } from '@muster/core/counting'
import type {
  ActivityBucket,
  HostKeyInstallation,
  HostSettings,
  MachineRecord,
  StoredEvent,
} from '@muster/core/stores'

/** The key of a machine. */
export interface MachineKey {
  readonly cmid: string
  readonly productId: string
}

/** A machine as it is moved; whether it is counted follows from the counts. */
export interface MovedMachine extends Omit<MachineRecord, 'counted'> {
  /** The lease of the latest answer, hexadecimal. */
  readonly leaseId?: string
  /** When a request last did not continue it. */
  readonly irregularAtMs?: number
}

/** Everything of a store that is small. */
export interface StoreHead {
  readonly counts: readonly ApplicationCount[]
  readonly counters: Readonly<Record<CounterName, number>>
  readonly installations: readonly HostKeyInstallation[]
  readonly settings: HostSettings
  /** Sums of requests by the hour. */
  readonly activity: readonly ActivityBucket[]
  /** The sequence that the next event gets. */
  readonly nextEventSequence: number
}

/** How much of it there is. */
export interface StoreTotals {
  readonly machines: number
  readonly events: number
}

/** A store at one moment; what is written meanwhile is not seen. Close it when done. */
export interface StoreContent {
  head(): Promise<StoreHead>
  totals(): Promise<StoreTotals>
  /** In order of CMID and product. */
  machinesAfter(key: MachineKey | undefined, limit: number): Promise<readonly MovedMachine[]>
  /** In order of sequence; with the host's name wherever it is known. */
  eventsAfter(sequence: number, limit: number): Promise<readonly StoredEvent[]>
  close(): Promise<void>
}

/** Where an earlier filling ended. */
export interface FillingPosition {
  readonly machine: MachineKey | undefined
  /** 0 where there is no event. */
  readonly sequence: number
}

/** A store that is being filled and that nobody serves from until it is finished. */
export interface StoreFilling {
  position(): Promise<FillingPosition>
  /** Each call is one commit. */
  addMachines(machines: readonly MovedMachine[]): Promise<void>
  addEvents(events: readonly StoredEvent[]): Promise<void>
  /** Writes the rest in one commit. The store is complete then, but not yet in service. */
  addHead(head: StoreHead): Promise<void>
  /** What was filled, for comparing. */
  content(): Promise<StoreContent>
  /** Puts the store in service. */
  finish(): Promise<void>
  /** Leaves it as it is: finished, or to be gone on with. */
  close(): Promise<void>
}
