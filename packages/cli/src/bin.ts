/** The process: builds the terminal from it, runs the program, hands back the exit code. */
import { homedir } from 'node:os'
import type { OutputStream, Terminal } from './framework/terminal.ts'
import { readVersion } from './framework/version.ts'

/** Exit code of a process that was interrupted twice, as shells know it. */
const interruptedExitCode = 130
/** Signals that arrive this close together are one. */
const sameSignalMs = 500

const terminal: Terminal = {
  stdout: outputStream(process.stdout),
  stderr: outputStream(process.stderr),
  get stdin() {
    return process.stdin
  },
  environment: process.env,
  platform: process.platform,
  isAdministrator: process.getuid?.() === 0,
  homeFolder: homedir(),
  onStopRequest,
}

process.exitCode = await run(process.argv.slice(2))

/** The version is told without loading anything. */
async function run(words: readonly string[]): Promise<number> {
  if (words[0] === '--version' || words[0] === '-V') {
    terminal.stdout.write(`${readVersion()}\n`)
    return 0
  }
  const { runProgram } = await import('./program.ts')
  return runProgram(words, terminal)
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  stream.on('error', endQuietlyWhenReaderLeft)
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    columns: () => (stream.isTTY === true ? stream.columns : undefined),
  }
}

/** `muster … | head` closes the pipe early; that is no failure. */
function endQuietlyWhenReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}

/**
 * The first signal asks, a later one ends at once. One Ctrl-C can arrive several times: from the terminal, and from
 * each launcher around this process.
 */
function onStopRequest(callback: () => void): void {
  let askedAtMs: number | undefined
  const stop = () => {
    if (askedAtMs !== undefined && performance.now() - askedAtMs > sameSignalMs)
      process.exit(interruptedExitCode)
    if (askedAtMs !== undefined) return
    askedAtMs = performance.now()
    callback()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
