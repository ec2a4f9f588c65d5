/** A machine of the inventory and what it said of its products when it was last asked. */
import type { ErrorCode } from '@muster/core/errors'
import type { LicenceState } from '@muster/core/licensing'

/** How a machine came into the inventory. */
export type MachineSource = 'added' | 'list' | 'range' | 'host' | 'directory'

/** A product on a machine. Times are ISO 8601, UTC. */
export interface FleetProduct {
  readonly productId: string
  readonly product: string
  readonly channel: 'host' | 'directory' | 'mak' | null
  readonly partialProductKey: string | null
  readonly licenceState: LicenceState
  readonly cmid: string | null
  /** Machines that the activation host missed last. */
  readonly missing: number | null
  readonly activatedUntil: string | null
  readonly graceUntil: string | null
  readonly rearmsLeft: number | null
  readonly lastError: string | null
}

/** A machine to be added. */
export interface NewMachine {
  /** As people call it, and as ssh does unless there is an address. */
  readonly name: string
  /** Where ssh goes instead of to the name. */
  readonly address?: string
}

/** One try to reach a machine. */
export interface MachineTry {
  readonly atMs: number
  /** Undefined where it worked. */
  readonly code?: ErrorCode
}

/** A machine of the inventory. */
export interface FleetMachine extends NewMachine {
  readonly machineId: number
  readonly source: MachineSource
  readonly addedAtMs: number
  /** When its products were last read; undefined where they never were. */
  readonly refreshedAtMs?: number
  readonly lastTry?: MachineTry
  readonly products: readonly FleetProduct[]
}
