/** Watches the command lines of all processes of this computer, for what must never stand there. */
import { readdirSync, readFileSync } from 'node:fs'

const watchIntervalMs = 5

/** A watch that runs until it is stopped. */
export interface ProcessWatch {
  /** Every command line that was seen, once. */
  stop(): readonly string[]
}

/** Starts watching `/proc`. */
export function watchProcesses(): ProcessWatch {
  const seen = new Set<string>()
  const look = () => {
    for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) seen.add(commandLineOf(name))
  }
  const timer = setInterval(look, watchIntervalMs)
  return {
    stop: () => {
      clearInterval(timer)
      return [...seen]
    },
  }
}

/** Empty for a process that has gone meanwhile. */
function commandLineOf(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
