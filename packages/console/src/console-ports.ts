/** What the console is given from outside. */
import type { Clock, Files, Random, Verifier } from '@muster/core/ports'
import type { ConsoleAudit } from './audit-entry.ts'

/** Whose console it is. */
export type FaceName = 'host' | 'authority'

/** One file of the pages. */
export interface Asset {
  readonly content: Uint8Array
  readonly mediaType: string
}

/** The files of the pages by their path; empty where they were not built. */
export type Assets = ReadonlyMap<string, Asset>

/** The ports of a console. */
export interface ConsolePorts {
  readonly clock: Clock
  readonly random: Random
  readonly cryptography: Pick<Verifier, 'sha256'>
  /** The folder that keeps the tokens. */
  readonly files: Files
  readonly assets: Assets
  /** Writes the audit log; resolves when the entry is durable. */
  readonly audit: (entry: ConsoleAudit) => Promise<void>
  /** Hears of failures that are defects: the operation and what was thrown. */
  readonly onDefect: (operation: string, error: unknown) => void
}
