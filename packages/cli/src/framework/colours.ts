/** Colours for one stream: on a terminal only, and never where NO_COLOR is set. */
import picocolors from 'picocolors'
import type { OutputStream, Terminal } from './terminal.ts'

/** Functions that colour text. */
export type Colours = ReturnType<typeof picocolors.createColors>

/** The colours of a stream; functions that change nothing where colours are off. FORCE_COLOR switches them on for a pipe. */
export function coloursFor(stream: OutputStream, environment: Terminal['environment']): Colours {
  return picocolors.createColors(isColoured(stream, environment))
}

function isColoured(stream: OutputStream, environment: Terminal['environment']): boolean {
  if ((environment.NO_COLOR ?? '') !== '') return false
  const forced = environment.FORCE_COLOR ?? ''
  if (forced !== '') return forced !== '0'
  return stream.isTerminal && environment.TERM !== 'dumb'
}
