/** Running `muster …` on a machine over the system's ssh, with the administrator's own keys, agents and configuration. */
import { AppError } from '@muster/core/errors'
import type { CommandRunner } from '../ports.ts'
import { readAnswer } from './remote-answer.ts'
import { type ReachOptions, sshArguments } from './ssh-arguments.ts'

/** What a machine may print at most. */
const outputBytesMax = 1_048_576
const connectMsMax = 20_000

/** One machine, from where it is asked. */
export interface RemoteMuster {
  /**
   * Runs `muster` with these words and `--json` on the machine and gives the value that it printed. Secrets go by
   * `input`, never in the words. Rejects with the code of the machine's refusal, `fleet-unreachable`,
   * `fleet-login-refused`, `fleet-host-key`, `fleet-command-missing`, `fleet-timeout`, `fleet-ssh-failed`,
   * `fleet-ssh-missing`, `fleet-answer`, `interrupted`.
   */
  run(words: readonly string[], input?: string): Promise<unknown>
}

/** Time and end of what is done with one machine. */
export interface ReachBounds {
  /** What is left of the machine's time. */
  timeLeftMs(): number
  readonly signal?: AbortSignal
}

/** The machine at an address, a name or an alias of ssh's configuration. */
export function remoteMuster(
  address: string,
  options: ReachOptions,
  bounds: ReachBounds,
  runCommand: CommandRunner,
): RemoteMuster {
  return {
    async run(words, input) {
      const timeoutMs = bounds.timeLeftMs()
      if (bounds.signal?.aborted === true) throw new AppError('interrupted')
      if (timeoutMs <= 0) throw new AppError('fleet-timeout')
      const connectMs = Math.min(timeoutMs, connectMsMax)
      const outcome = await runCommand('ssh', sshArguments(address, words, options, connectMs), {
        timeoutMs,
        outputBytesMax,
        ...(input === undefined ? {} : { input: `${input}\n` }),
        ...(bounds.signal === undefined ? {} : { signal: bounds.signal }),
      })
      return readAnswer(outcome)
    },
  }
}
