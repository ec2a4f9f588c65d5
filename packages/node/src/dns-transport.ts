/** DNS messages over UDP and TCP (RFC 1035 §4.2), to one server at a time. */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { AppError } from '@muster/core/errors'
import type { Connection, Dialer, DnsTransport, Endpoint } from '@muster/core/ports'

const headerBytes = 12
/** Replies with another id, or from elsewhere, that are passed over before giving up. */
const strayRepliesMax = 20

/** A transport whose TCP side goes through `dialer`. */
export function createDnsTransport(dialer: Dialer): DnsTransport {
  return {
    exchange(server, message, { timeoutMs, overTcp }) {
      return overTcp
        ? exchangeOverTcp(dialer, server, message, timeoutMs)
        : exchangeOverUdp(server, message, timeoutMs)
    },
  }
}

function exchangeOverUdp(server: Endpoint, message: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
  const socket = createSocket(isIPv6(server.name) ? 'udp6' : 'udp4')
  return new Promise<Uint8Array>((resolve, reject) => {
    const timer = setTimeout(() => reject(noAnswer(server)), timeoutMs)
    let strayReplies = 0
    socket.on('error', (cause) => reject(noAnswer(server, cause)))
    socket.on('message', (reply) => {
      if (hasSameId(message, reply)) resolve(new Uint8Array(reply))
      else if (++strayReplies >= strayRepliesMax)
        reject(new AppError('dns-message-malformed', 'Replies with another id.'))
    })
    socket.once('close', () => clearTimeout(timer))
    // A connected socket takes replies of this server only and reports a closed port at once.
    socket.once('connect', () => socket.send(message))
    socket.connect(server.port, server.name)
  }).finally(() => closeSocket(socket))
}

/** Closing twice throws; an error while binding may have closed it already. */
function closeSocket(socket: Socket): void {
  try {
    socket.close()
  } catch {
    // It was closed by the failure that is being reported.
  }
}

async function exchangeOverTcp(
  dialer: Dialer,
  server: Endpoint,
  message: Uint8Array,
  timeoutMs: number,
): Promise<Uint8Array> {
  const connection = await dialer
    .dial(server, timeoutMs)
    .catch((cause) => Promise.reject(noAnswer(server, cause)))
  const timer = setTimeout(() => connection.destroy(), timeoutMs)
  try {
    await connection.write(withLength(message))
    const reply = await readReply(connection)
    if (!hasSameId(message, reply)) throw new AppError('dns-message-malformed', 'A reply with another id.')
    return reply
  } catch (cause) {
    throw cause instanceof AppError && cause.code === 'dns-message-malformed'
      ? cause
      : noAnswer(server, cause)
  } finally {
    clearTimeout(timer)
    connection.destroy()
  }
}

/** The bytes of one message: its 16-bit length says when it is whole, so at most 64 KiB are kept. */
async function readReply(connection: Connection): Promise<Uint8Array> {
  let received = Buffer.alloc(0)
  for (;;) {
    const bytes = await connection.read()
    if (bytes === undefined) throw new AppError('dns-message-malformed', 'The reply ends in the middle.')
    received = Buffer.concat([received, bytes])
    if (received.length < 2) continue
    const length = received.readUInt16BE(0)
    if (received.length >= 2 + length) return new Uint8Array(received.subarray(2, 2 + length))
  }
}

function withLength(message: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(2 + message.length)
  bytes.writeUInt16BE(message.length, 0)
  bytes.set(message, 2)
  return bytes
}

function hasSameId(message: Uint8Array, reply: Uint8Array): boolean {
  return reply.length >= headerBytes && reply[0] === message[0] && reply[1] === message[1]
}

function noAnswer(server: Endpoint, cause?: unknown): AppError {
  return new AppError('dns-no-answer', `Server ${server.name} port ${server.port}.`, { cause })
}
