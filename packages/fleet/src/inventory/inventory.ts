/** What the fleet tool keeps: machines, installation and confirmation IDs, keys, and how far each action came. */
import type { ErrorCode } from '@muster/core/errors'
import type { FleetMachine, FleetProduct, MachineSource, NewMachine } from './machine.ts'

/** An installation ID that a machine stated. */
export interface CollectedId {
  readonly machineId: number
  readonly productId: string
  /** 22 bytes. */
  readonly installationId: Uint8Array
}

/** A confirmation for an installation. It is no secret: it fits nothing else. */
export interface StoredConfirmation {
  /** 22 bytes; the one that was confirmed, which may be of another month than the machine's present one. */
  readonly installationId: Uint8Array
  /** 48 bytes. */
  readonly confirmation: Uint8Array
}

/** A multiple activation key that is kept for proxies. */
export interface KeptKey {
  /** The last group: all that is shown (R1.6). */
  readonly partialProductKey: string
  readonly productGroup: number
  readonly keptAtMs: number
}

/** What a run is to do, and with which product; empty where the action is about the whole machine. */
export interface RunTarget {
  readonly machineId: number
  readonly productId: string
}

/** The inventory. Reads and writes are of one person's file and happen at once. */
export interface Inventory {
  /** 16 bytes; told in every exported file. */
  readonly databaseId: Uint8Array
  /** Seals what is exported, so that only this inventory takes it back. Never leaves the file. */
  readonly sealingKey: Uint8Array
  /** Adds what is not there yet; the names that were new. */
  addMachines(machines: readonly NewMachine[], source: MachineSource, nowMs: number): readonly string[]
  removeMachines(machineIds: readonly number[]): void
  /** All of them in order of their names. */
  machines(): readonly FleetMachine[]
  /** Replaces what is known of a machine's products; installation IDs of another CMID than before are forgotten. */
  recordProducts(machineId: number, products: readonly FleetProduct[], nowMs: number): void
  recordTry(machineId: number, code: ErrorCode | undefined, nowMs: number): void
  recordInstallationId(collected: CollectedId): void
  /** The present installation IDs of these machines. */
  installationIds(machineIds: readonly number[]): readonly CollectedId[]
  addConfirmations(confirmations: readonly StoredConfirmation[], nowMs: number): void
  /** The confirmation for the same key and installation, whatever the month; undefined where there is none. */
  confirmationFor(installationId: Uint8Array): StoredConfirmation | undefined
  keepKey(key: { readonly text: string } & Omit<KeptKey, 'keptAtMs'>, nowMs: number): void
  keptKeys(): readonly KeptKey[]
  /** The keys themselves, for the authority only. */
  keyTexts(): readonly string[]
  /** False where none ends like this. */
  removeKey(partialProductKey: string): boolean
  /** Begins a run of an action in place of the one before. */
  beginRun(action: string, targets: readonly RunTarget[]): void
  /** Marks one target of the present run as done. */
  recordDone(action: string, target: RunTarget): void
  /** What the last run of an action has left. */
  remaining(action: string): readonly RunTarget[]
  close(): void
}
