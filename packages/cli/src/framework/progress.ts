/** One line of progress on standard error: rewritten on a terminal, an occasional plain line where it is piped. What is over sooner leaves none. */
import type { OutputStream } from './terminal.ts'

/** Plain lines are at least this far apart, so that a log stays short. */
const plainLineIntervalMs = 10_000
/** Width where the terminal does not tell its own. */
const columnsUnknown = 80
const eraseLine = '\r\u001b[2K'

/** A line that shows what is going on. */
export interface Progress {
  /** Shows the present state. */
  update(text: string): void
  /** Writes a line that stays, above the live one. */
  log(text: string): void
  /** Removes the live line. */
  done(): void
}

/** Progress on a stream; says nothing where `quiet`. `nowMs` is a monotonic clock. */
export function createProgress(
  stream: OutputStream,
  quiet: boolean,
  nowMs: () => number = () => performance.now(),
): Progress {
  if (quiet) return { update: ignore, log: ignore, done: ignore }
  return stream.isTerminal ? liveProgress(stream) : plainProgress(stream, nowMs)
}

function liveProgress(stream: OutputStream): Progress {
  let current = ''
  const draw = () => stream.write(`${eraseLine}${current.slice(0, (stream.columns() || columnsUnknown) - 1)}`)
  return {
    update: (text) => {
      current = text
      draw()
    },
    log: (text) => {
      stream.write(`${eraseLine}${text}\n`)
      if (current !== '') draw()
    },
    done: () => {
      if (current !== '') stream.write(eraseLine)
      current = ''
    },
  }
}

function plainProgress(stream: OutputStream, nowMs: () => number): Progress {
  let lastMs = nowMs()
  return {
    update: (text) => {
      if (nowMs() - lastMs < plainLineIntervalMs) return
      lastMs = nowMs()
      stream.write(`${text}\n`)
    },
    log: (text) => stream.write(`${text}\n`),
    done: ignore,
  }
}

function ignore(): void {}
