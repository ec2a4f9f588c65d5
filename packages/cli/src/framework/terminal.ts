/** What the command line runs in: streams, environment and platform, handed in by `bin.ts` so that nothing else touches the process. */
import type { Readable } from 'node:stream'

/** One output stream. */
export interface OutputStream {
  write(text: string): void
  readonly isTerminal: boolean
  /** Width in characters; undefined where it is not a terminal. */
  columns(): number | undefined
}

/** The surroundings of one run. */
export interface Terminal {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: string
  /** Whether the account is the machine's administrator. */
  readonly isAdministrator: boolean
  readonly homeFolder: string
  /** Calls back at the first Ctrl-C or request to end; before the first call, both end the process as usual. */
  onStopRequest(callback: () => void): void
}
