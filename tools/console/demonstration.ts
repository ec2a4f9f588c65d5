/** A demonstration in a process of its own, with the addresses of its consoles: for screenshots and tests in a browser. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** How long a line of a demonstration is waited for, and how long its end after Ctrl-C. */
const lineMs = 120_000
const endMs = 20_000
const command = join(import.meta.dirname, '../../packages/cli/src/bin.ts')

/** One line of what a demonstration tells. */
export interface DemonstrationLine {
  readonly event: string
  readonly of?: string
  readonly url?: string
  readonly [name: string]: unknown
}

/** A demonstration that runs. */
export interface RunningDemonstration extends AsyncDisposable {
  /** Links that sign in. */
  readonly hostConsole: string
  readonly authorityConsole: string
  readonly folder: string
  /** Resolves with the first line of this event, also where it was told before. */
  heard(event: string): Promise<DemonstrationLine>
}

/** Starts one with this many machines and further words for "muster up"; resolves when its consoles can be opened. */
export async function startDemonstration(
  machines: number,
  words: readonly string[] = [],
): Promise<RunningDemonstration> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-console-'))
  const child = spawn(
    process.execPath,
    [command, 'up', '--json', '--data', folder, '--machines', String(machines), ...words],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const lines: DemonstrationLine[] = []
  const waiting: { readonly event: string; readonly tell: (line: DemonstrationLine) => void }[] = []
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as DemonstrationLine
    lines.push(line)
    for (const { event, tell } of waiting) if (event === line.event) tell(line)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // It has our error output: living longer than we, it would keep whoever reads that waiting.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const heard = (event: string) =>
    new Promise<DemonstrationLine>((resolve, reject) => {
      const known = lines.find((line) => line.event === event)
      if (known !== undefined) return resolve(known)
      waiting.push({ event, tell: resolve })
      setTimeout(() => reject(new Error(`the demonstration never told "${event}"`)), lineMs).unref()
      void ended.then(() => reject(new Error(`the demonstration ended before "${event}"`)))
    })
  const end = async () => {
    const timer = setTimeout(kill, endMs)
    child.kill('SIGINT')
    await ended
    clearTimeout(timer)
    process.off('exit', kill)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await heard('machines')
  } catch (error) {
    await end()
    throw error
  }
  const consoleOf = (of: string) =>
    lines.find((line) => line.event === 'console' && line.of === of)?.url ?? ''
  return {
    hostConsole: consoleOf('host'),
    authorityConsole: consoleOf('authority'),
    folder,
    heard,
    [Symbol.asyncDispose]: end,
  }
}
