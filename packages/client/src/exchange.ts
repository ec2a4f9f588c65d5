/** One packet out, one packet in, within bounded time and bytes: over TCP, or over HTTP where the host is a URL. */
import { answerBytesMax } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { HostAddress } from '@muster/core/licensing'
import type { Connection, Endpoint } from '@muster/core/ports'
import { encodeFrame, FrameParser } from '@muster/core/wire'
import type { ClientPorts } from './client-ports.ts'

/** How long a connection may take to open. */
export const dialTimeoutMs = 5_000
/** How long the whole exchange may take. */
export const exchangeTimeoutMs = 15_000

type ExchangePorts = Pick<ClientPorts, 'dialer' | 'poster' | 'timers'>

/**
 * Sends a packet to a host and gives the packet that it answers. Rejects with `connection-refused`,
 * `connection-timeout`, `connection-closed`, `host-name-unknown`, `network-unreachable`, `frame-truncated`,
 * `frame-too-long`, `frame-empty`, `interrupted`.
 */
export function exchangePacket(
  host: HostAddress,
  packet: Uint8Array,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<Uint8Array> {
  switch (host.kind) {
    case 'tcp':
      return exchangeOverTcp(host, packet, ports, signal)
    case 'http':
      return ports.poster.post(`${host.url}/v1/activation`, packet, {
        timeoutMs: exchangeTimeoutMs,
        answerBytesMax,
        signal,
      })
  }
}

async function exchangeOverTcp(
  endpoint: Endpoint,
  packet: Uint8Array,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const connection = await dialUnlessAborted(endpoint, ports, signal)
  let isLate = false
  const cancelTimer = ports.timers.after(exchangeTimeoutMs, () => {
    isLate = true
    connection.destroy()
  })
  const onAbort = () => connection.destroy()
  signal.addEventListener('abort', onAbort)
  try {
    if (signal.aborted) throw new AppError('interrupted')
    await connection.write(encodeFrame(packet))
    return await readPacket(connection)
  } catch (error) {
    if (isLate) throw new AppError('connection-timeout', undefined, { cause: error })
    if (signal.aborted) throw new AppError('interrupted', undefined, { cause: error })
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
    cancelTimer()
    connection.destroy()
  }
}

/** A connection that opens after the client was closed is dropped. */
function dialUnlessAborted(
  endpoint: Endpoint,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new AppError('interrupted'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    ports.dialer
      .dial(endpoint, dialTimeoutMs)
      .then((connection) => {
        if (signal.aborted) connection.destroy()
        else resolve(connection)
      }, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}

async function readPacket(connection: Connection): Promise<Uint8Array> {
  const parser = new FrameParser(answerBytesMax)
  for (;;) {
    const bytes = await connection.read()
    if (bytes === undefined)
      throw new AppError(parser.isBetweenPackets ? 'connection-closed' : 'frame-truncated')
    parser.push(bytes)
    const packet = parser.next()
    if (packet !== undefined) return packet
  }
}
