/**
 * What reports ask of a host's store. Each question is answered in one pass, while the host runs, on a store of a
 * million machines and ten million events.
 */
import type { EventCode } from '../events/index.ts'
import type { MachineRecord, Page } from './host-store.ts'

/** Stands for the product of requests for products that the host does not serve: strangers may name any. */
export const unservedProductId = '00000000-0000-0000-0000-000000000000'
/** The shortest time that activity is told by. */
export const activityHourMs = 3_600_000

/** Requests of one product with one outcome, in one span of time. */
export interface ActivityBucket {
  readonly startMs: number
  readonly productId: string
  readonly applicationId: string
  readonly code: EventCode
  readonly requests: number
  /** Requests of machines that were not licensed and were told a count that suffices. */
  readonly activations: number
  /** The highest count that a request was told; 0 where all were refused. */
  readonly countMax: number
}

/** Requests of one hour, whatever their product. */
export interface ActivityHour {
  readonly startMs: number
  readonly answered: number
  readonly refused: number
  /** Requests of machines that were not licensed and were told a count that suffices. */
  readonly activations: number
}

/** Machines of the inventory that have these in common. */
export interface MachineGroup {
  readonly applicationId: string
  readonly productId: string
  /** 0–6, as the machines stated it with their last request. */
  readonly licenceState: number
  readonly virtual: boolean
  readonly machines: number
  /** How many of them the count cache holds. */
  readonly counted: number
}

/** Machines whose state ends in one span of time, as they stated it with their last request. */
export interface ExpirySpan {
  readonly startMs: number
  readonly licenceState: number
  readonly machines: number
}

/** One CMID with one product. */
export interface MachineKey {
  readonly cmid: string
  readonly productId: string
  readonly applicationId: string
}

/** A machine that appears under several CMIDs (R9.4). */
export interface ChurningMachine {
  readonly applicationId: string
  /** Hexadecimal. */
  readonly fingerprint: string
  readonly machineName?: string
  /** CMIDs since the moment that was asked for. */
  readonly cmids: number
  /** How many of them the count cache holds. */
  readonly counted: number
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}

/** Churn of one application. */
export interface ChurnTotals {
  readonly applicationId: string
  /** Machines that appear under several CMIDs. */
  readonly machines: number
  readonly cmids: number
  readonly counted: number
}

/** Where one fingerprint was seen. */
export interface FingerprintSighting {
  readonly cmid: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}

/** The questions of reports, over a connection of their own: a host that serves is not kept waiting. */
export interface ReportStore {
  /** Requests by span, product and outcome, in order of time; `spanMs` is a multiple of {@link activityHourMs}. */
  activity(query: { readonly sinceMs: number; readonly spanMs: number }): Promise<readonly ActivityBucket[]>
  /** Requests by the hour, in order of time, from one moment until before another; hours without any are left out. */
  activityHours(query: {
    readonly sinceMs: number
    readonly untilMs: number
  }): Promise<readonly ActivityHour[]>
  machineGroups(nowMs: number): Promise<readonly MachineGroup[]>
  /** In order of time. */
  expiry(query: { readonly spanMs: number }): Promise<readonly ExpirySpan[]>
  /** The machines whose state ends first, of those whose state ends after `afterMs`. */
  nextToExpire(query: {
    readonly nowMs: number
    readonly afterMs: number
    readonly limit: number
  }): Promise<readonly MachineRecord[]>
  /**
   * CMIDs of which a request since then did not continue the latest lease: the only ones that can be duplicates. In
   * order of the CMID. Throws `cursor-invalid`.
   */
  irregularMachines(query: {
    readonly sinceMs: number
    readonly limit: number
    readonly after?: string
  }): Promise<Page<MachineKey>>
  /** The machines with the most CMIDs first. */
  churningMachines(query: {
    readonly nowMs: number
    readonly sinceMs: number
    readonly limit: number
  }): Promise<{ readonly machines: readonly ChurningMachine[]; readonly totals: readonly ChurnTotals[] }>
  /** The CMIDs under which an application saw a fingerprint. */
  sightingsOf(query: {
    readonly applicationId: string
    readonly fingerprint: string
    readonly limit: number
  }): Promise<readonly FingerprintSighting[]>
  /** How many events the log holds. */
  eventsStored(): Promise<number>
  /** Whatever is asked of a closed one rejects with `store-failed`. */
  close(): Promise<void>
}
