/** Machines that come back after an outage: each opens a connection of its own at its own moment, and tries again later. */
import { connect } from 'node:net'
import { decodePacket, framePrefixBytes } from '@muster/core/wire'
import { percentile } from '../statistics.ts'
import type { ReturnMeasured, ReturnPlan } from './messages.ts'

const exchangeMsMax = 10_000
/** When a machine that was not answered tries again: the shortest that the benchmark waits for. */
const retryMsMin = 1_000
const retryMsMax = 5_000
const triesMax = 5

/** Has so many machines ask within the plan's time; resolves when all are done. */
export async function measureReturn(
  plan: ReturnPlan,
  frames: readonly Uint8Array[],
): Promise<ReturnMeasured> {
  const run: Run = { plan, latenciesMs: [], open: 0, openMax: 0, triesOf: [] }
  const startMs = performance.now()
  await Promise.all(
    frames.map(async (frame, index) => {
      // Evenly spread at random: every machine draws its own moment.
      await pause(Math.random() * plan.seconds * 1_000)
      run.triesOf[index] = await askUntilAnswered(run, frame)
    }),
  )
  const sorted = Float64Array.from(run.latenciesMs).sort()
  return {
    machines: frames.length,
    seconds: (performance.now() - startMs) / 1_000,
    answered: sorted.length,
    failedOnce: run.triesOf.filter((tries) => tries === 2).length,
    failedTwice: run.triesOf.filter((tries) => tries > 2).length,
    openMax: run.openMax,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    maxMs: percentile(sorted, 1),
  }
}

interface Run {
  readonly plan: ReturnPlan
  readonly latenciesMs: number[]
  readonly triesOf: number[]
  /** Exchanges under way, and the most there were. */
  open: number
  openMax: number
}

/** How many tries it took. */
async function askUntilAnswered(run: Run, frame: Uint8Array): Promise<number> {
  for (let tries = 1; ; tries++) {
    const startMs = performance.now()
    run.open++
    run.openMax = Math.max(run.openMax, run.open)
    const isAnswered = await exchange(run.plan.port, frame)
    run.open--
    if (isAnswered) run.latenciesMs.push(performance.now() - startMs)
    if (isAnswered || tries === triesMax) return isAnswered ? tries : triesMax + 1
    await pause(retryMsMin + Math.random() * (retryMsMax - retryMsMin))
  }
}

/** Whether an answer came. */
function exchange(port: number, frame: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const end = (isAnswered: boolean) => {
      socket.destroy()
      resolve(isAnswered)
    }
    socket.setTimeout(exchangeMsMax, () => end(false))
    socket.once('connect', () => socket.write(frame))
    socket.on('data', (bytes: Buffer) => {
      parts.push(bytes)
      const received = Buffer.concat(parts)
      if (received.length < framePrefixBytes) return
      if (received.length < framePrefixBytes + received.readUInt16BE(0)) return
      end(decodePacket(received.subarray(framePrefixBytes)).kind === 'answer')
    })
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
