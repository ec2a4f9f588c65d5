/** Running a small command of the operating system for its output. */
import { execFileSync } from 'node:child_process'

const commandMsMax = 15_000
const outputBytesMax = 1024 * 1024

/** What the command prints; empty where it does not exist, fails or takes too long. */
export function outputOf(command: string, parameters: readonly string[]): string {
  try {
    return execFileSync(command, parameters, {
      encoding: 'utf8',
      timeout: commandMsMax,
      maxBuffer: outputBytesMax,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    })
  } catch {
    return ''
  }
}

/** Asks once, when it is first needed: such a command takes up to a second. */
export function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined
  return () => {
    answer ??= { value: ask() }
    return answer.value
  }
}
