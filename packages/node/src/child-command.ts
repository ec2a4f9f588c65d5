/**
 * One program, run to its end with bounded time and output. Its arguments can be seen by everybody on the computer,
 * so secrets go in by its standard input.
 */
import { spawn } from 'node:child_process'
import { systemCodeOf } from './system-code.ts'

/** A program that was asked to end and has not is killed after this long. */
const killAfterMs = 2_000

/** How a program is run. */
export interface ChildCommandOptions {
  /** What it reads from its standard input; nothing where absent. */
  readonly input?: string
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Of either output; a program that writes more is ended. */
  readonly outputBytesMax: number
  /** Ends the program early. */
  readonly signal?: AbortSignal
}

/** How a program ended. */
export interface ChildCommandOutcome {
  /** By itself, or because something was exceeded; `missing` where there is no such program. */
  readonly ended: 'itself' | 'timeout' | 'output' | 'stopped' | 'missing'
  /** Null where it did not end by itself. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program found in the search path. Rejects only with what the system says beyond a missing program. */
export function runChildCommand(
  program: string,
  args: readonly string[],
  options: ChildCommandOptions,
): Promise<ChildCommandOutcome> {
  return new Promise((resolve, reject) => {
    const env = options.environment === undefined ? {} : { env: { ...process.env, ...options.environment } }
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, ...env })
    let ended: ChildCommandOutcome['ended'] = 'itself'
    let killTimer: NodeJS.Timeout | undefined
    const end = (why: ChildCommandOutcome['ended']) => {
      if (ended !== 'itself') return
      ended = why
      child.kill('SIGTERM')
      killTimer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    }
    const stop = () => end('stopped')
    const timer = setTimeout(() => end('timeout'), options.timeoutMs)
    options.signal?.addEventListener('abort', stop, { once: true })
    if (options.signal?.aborted === true) stop()
    const tidy = () => {
      clearTimeout(timer)
      clearTimeout(killTimer)
      options.signal?.removeEventListener('abort', stop)
    }
    const stdout = collect(child.stdout, options.outputBytesMax, () => end('output'))
    const stderr = collect(child.stderr, options.outputBytesMax, () => end('output'))
    child.once('error', (error) => {
      tidy()
      if (systemCodeOf(error) !== 'ENOENT') return reject(error)
      resolve({ ended: 'missing', exitCode: null, stdout: '', stderr: '' })
    })
    child.once('close', (code) => {
      tidy()
      resolve({ ended, exitCode: ended === 'itself' ? code : null, stdout: stdout(), stderr: stderr() })
    })
    // A program may end before it has read everything; how it ended says why.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
  })
}

/** Collects a stream as UTF-8; what goes beyond the bound is dropped and reported. */
function collect(stream: NodeJS.ReadableStream, bytesMax: number, onExceeded: () => void): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > bytesMax) onExceeded()
    else chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
