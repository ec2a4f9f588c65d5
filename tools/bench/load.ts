/** Load over TCP: so many exchanges at once, each connection carrying so many requests, every one timed. */
import { connect, type Socket } from 'node:net'
import { decodePacket, framePrefixBytes } from '@muster/core/wire'
import type { Measure, Measured } from './messages.ts'
import { percentile } from './statistics.ts'

/** Exchanges before this much of a measurement has passed are made and not counted. */
const warmUpShare = 0.2
/** One reply in so many is decoded; all are measured. */
const decodedEvery = 50
const exchangeMsMax = 10_000

/** Keeps a server busy for a while. */
export async function measureLoad(measure: Measure, nextFrame: () => Uint8Array): Promise<Measured> {
  const startMs = performance.now()
  const run: Run = {
    measure,
    nextFrame,
    countFromMs: startMs + measure.seconds * 1_000 * warmUpShare,
    endMs: startMs + measure.seconds * 1_000,
    latenciesMs: [],
    tally: { replies: 0, failures: 0, replyBytes: 0 },
  }
  await Promise.all(Array.from({ length: measure.atOnce }, () => keepAsking(run)))
  const countedSeconds = (run.endMs - run.countFromMs) / 1_000
  const sorted = Float64Array.from(run.latenciesMs).sort()
  return {
    perSecond: sorted.length / countedSeconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    requests: sorted.length,
    failures: run.tally.failures,
    requestBytes: nextFrame().length,
    replyBytes: run.tally.replyBytes,
  }
}

interface Run {
  readonly measure: Measure
  readonly nextFrame: () => Uint8Array
  readonly countFromMs: number
  readonly endMs: number
  readonly latenciesMs: number[]
  readonly tally: { replies: number; failures: number; replyBytes: number }
}

/** One connection after another until the time is over. */
async function keepAsking(run: Run): Promise<void> {
  while (performance.now() < run.endMs) {
    try {
      await useConnection(run)
    } catch {
      run.tally.failures++
    }
  }
}

/** Opens a connection and makes its exchanges. The first one's time includes connecting. */
function useConnection(run: Run): Promise<void> {
  const { port, requestsPerConnection } = run.measure
  return new Promise((resolve, reject) => {
    let startedMs = performance.now()
    let sent = 0
    let received: Buffer = Buffer.alloc(0)
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const ask = () => {
      sent++
      socket.write(run.nextFrame())
    }
    socket.setTimeout(exchangeMsMax, () => socket.destroy(new Error('no reply')))
    socket.once('connect', ask)
    socket.on('data', (bytes: Buffer) => {
      received = received.length === 0 ? bytes : Buffer.concat([received, bytes])
      if (!isWhole(received)) return
      noteReply(run, received, startedMs)
      received = Buffer.alloc(0)
      startedMs = performance.now()
      if (sent < requestsPerConnection && startedMs < run.endMs) ask()
      else finish(socket, resolve)
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
  })
}

/** Done as soon as the reply is there, as a client is; the socket closes by itself. */
function finish(socket: Socket, resolve: () => void): void {
  socket.end()
  resolve()
}

function isWhole(received: Buffer): boolean {
  return received.length >= framePrefixBytes && received.length >= framePrefixBytes + received.readUInt16BE(0)
}

function noteReply(run: Run, frame: Buffer, startedMs: number): void {
  const { tally, measure } = run
  tally.replyBytes = frame.length
  const isDecoded = measure.expectsAnswers && tally.replies++ % decodedEvery === 0
  if (isDecoded && decodePacket(frame.subarray(framePrefixBytes)).kind !== 'answer') {
    tally.failures++
    return
  }
  const nowMs = performance.now()
  if (nowMs >= run.countFromMs && nowMs < run.endMs) run.latenciesMs.push(nowMs - startedMs)
}
