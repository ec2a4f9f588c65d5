/** Asking the directory of the machine's domain: within bounded time, and never with an exception that a step would miss. */
import { AppError, codeOf } from '@muster/core/errors'
import type { DirectoryOutcome, DirectorySetting } from '@muster/core/licensing'
import type { ClientPorts } from './client-ports.ts'

/** How long a reading may take, with every server that DNS names. */
export const directoryMsMax = 45_000

/** What is asked. */
export interface DirectoryQuestion {
  readonly productGroup: number
  /** Domain that the machine is in. */
  readonly domain: string
  /** How the directory is reached, where that is set. */
  readonly setting?: DirectorySetting
}

/** The reading, or the code of what came of it. Never rejects. */
export function readDirectory(
  question: DirectoryQuestion,
  { directory, timers, log }: Pick<ClientPorts, 'directory' | 'timers' | 'log'>,
  signal: AbortSignal,
): Promise<DirectoryOutcome> {
  if (directory === undefined) return Promise.resolve({ kind: 'failed', code: 'directory-support-missing' })
  return new Promise((resolve) => {
    const giveUp = () => end({ kind: 'failed', code: 'interrupted' })
    const cancelTimer = timers.after(directoryMsMax, () => end({ kind: 'failed', code: 'directory-timeout' }))
    const end = (outcome: DirectoryOutcome) => {
      cancelTimer()
      signal.removeEventListener('abort', giveUp)
      resolve(outcome)
    }
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) return giveUp()
    directory.read(question).then(
      (reading) => end({ kind: 'read', reading }),
      (error: unknown) => {
        if (!(error instanceof AppError))
          log.write('error', 'directory-reader-failed', { reason: String(error) })
        const detail = error instanceof AppError ? error.detail : undefined
        end({ kind: 'failed', code: codeOf(error), ...(detail === undefined ? {} : { detail }) })
      },
    )
  })
}
