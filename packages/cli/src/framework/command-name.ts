/** How this command is called from where it was started. */
import type { Terminal } from './terminal.ts'

/** `npx muster` where npm started it, as from a checkout; else `muster`. */
export function commandName(environment: Terminal['environment']): string {
  return environment.npm_command === undefined ? 'muster' : 'npx muster'
}
