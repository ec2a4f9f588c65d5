/** What the fleet tool needs of the world, handed in. */
import type { KeyedHash } from '@muster/core/dns'
import type { Clock, Cryptography, Dialer } from '@muster/core/ports'
import type { ConfirmationSource } from './confirming/confirmation-source.ts'
import type { Inventory } from './inventory/inventory.ts'

/** How a program ended that was run on this computer. */
export interface CommandOutcome {
  /** By itself, or because something was exceeded; `missing` where there is no such program. */
  readonly ended: 'itself' | 'timeout' | 'output' | 'stopped' | 'missing'
  /** Null where it did not end by itself. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program on this computer. Arguments are seen by everybody here: secrets go by `input`. */
export type CommandRunner = (
  program: string,
  args: readonly string[],
  options: {
    readonly input?: string
    readonly timeoutMs: number
    readonly outputBytesMax: number
    readonly signal?: AbortSignal
  },
) => Promise<CommandOutcome>

/** A directory that knows computers, such as one that is asked over LDAP. */
export interface ComputerDirectory {
  /** DNS names of the computers, each once. */
  computers(): AsyncIterable<string>
}

/** The ports of one fleet. */
export interface FleetPorts {
  readonly inventory: Inventory
  readonly runCommand: CommandRunner
  /** The vendor's authority at an address. Throws `usage` for what is none. */
  readonly authority: (address: string) => ConfirmationSource
  /** Looks which addresses of a range answer. */
  readonly dialer: Dialer
  readonly clock: Clock
  readonly cryptography: Cryptography
  readonly keyedHash: KeyedHash
}
