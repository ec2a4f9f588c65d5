/**
 * Whether an activation host is at an address: connects and sends a packet that no host can take for a request. A
 * host refuses it and states its time; nothing is counted. Whatever else answers is something else.
 */
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import type { Clock, Connection, Dialer, Endpoint, Timers } from '@muster/core/ports'
import { decodePacket, encodeFrame, FrameParser } from '@muster/core/wire'
import { within } from './bounded.ts'

/** How long one host may take altogether. */
export const probeMsMax = 3_000
/** Longer than any refusal of a packet that is none. */
const replyBytesMax = 1_024
/** An empty map of claims. */
const noRequest = Uint8Array.of(0xa0)

/** What is at an address. */
export interface HostProbe {
  readonly name: string
  readonly port: number
  /** `host`: an activation host. `other`: something that speaks otherwise, or not at all. */
  readonly outcome: 'host' | 'other' | 'unreachable'
  /** Why it could not be reached. */
  readonly code?: ErrorCode
  /** How much the host's clock is ahead of this one. */
  readonly clockAheadSeconds?: number
}

/** What a probe needs. */
export interface ProbePorts {
  readonly dialer: Dialer
  readonly timers: Timers
  readonly clock: Clock
}

/** Looks at one address; never rejects, and ends within {@link probeMsMax}. */
export async function probeHost({ name, port }: Endpoint, ports: ProbePorts): Promise<HostProbe> {
  const where = { name, port }
  const opened = { connection: undefined as Connection | undefined }
  const probed = await within(ports.timers, probeMsMax, talk(where, ports, opened), (error) => {
    if (opened.connection !== undefined) return { ...where, outcome: 'other' as const }
    const code = error === undefined ? 'connection-timeout' : codeOf(error)
    return { ...where, outcome: 'unreachable' as const, code }
  })
  opened.connection?.destroy()
  return probed
}

async function talk(
  where: Endpoint,
  { dialer, clock }: ProbePorts,
  opened: { connection: Connection | undefined },
): Promise<HostProbe> {
  const connection = await dialer.dial(where, probeMsMax)
  opened.connection = connection
  await connection.write(encodeFrame(noRequest))
  const packet = decodePacket(await readReply(connection))
  if (packet.kind !== 'refusal') return { ...where, outcome: 'other' }
  const clockAheadSeconds = packet.hostTimeSeconds - Math.floor(clock.nowMs() / 1_000)
  return { ...where, outcome: 'host', clockAheadSeconds }
}

async function readReply(connection: Connection): Promise<Uint8Array> {
  const parser = new FrameParser(replyBytesMax)
  for (;;) {
    const bytes = await connection.read()
    if (bytes === undefined) throw new AppError('connection-closed')
    parser.push(bytes)
    const packet = parser.next()
    if (packet !== undefined) return packet
  }
}
