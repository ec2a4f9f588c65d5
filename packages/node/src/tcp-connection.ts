/**
 * A TCP socket as a connection that is read by asking. While nobody asks, the socket is not read beyond
 * {@link unreadBytesMax}: a peer who sends without end is slowed down by TCP itself instead of filling memory.
 */
import type { Socket } from 'node:net'
import { assert } from '@muster/core/errors'
import type { Connection } from '@muster/core/ports'
import { connectionError } from './network-errors.ts'

/** A connection that holds so many unread bytes takes in no more; the system's last read (64 KiB) may go beyond. */
export const unreadBytesMax = 16_384

/** Options under which sockets are made: a peer that ended its side still gets its answer, packets leave at once. */
export const socketOptions = { allowHalfOpen: true, noDelay: true, highWaterMark: unreadBytesMax } as const

/** Wraps a socket that is connected and that nobody listened to yet. */
export function tcpConnection(socket: Socket): Connection {
  const reader = createReader(socket)
  return {
    remoteAddress: plainAddress(socket.remoteAddress ?? ''),
    read: reader.read,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(connectionError(error)) : resolve()))
      }),
    end: () => {
      socket.end()
    },
    destroy: () => {
      socket.destroy()
    },
  }
}

function createReader(socket: Socket): Pick<Connection, 'read'> {
  let isEnded = false
  let failure: Error | undefined
  let waiting: WaitingRead | undefined

  const settle = () => {
    if (waiting === undefined) return
    const chunk: Buffer | null = failure === undefined ? socket.read() : null
    if (chunk === null && !isEnded && failure === undefined) return
    const { resolve, reject } = waiting
    waiting = undefined
    if (chunk !== null) resolve(plainBytes(chunk))
    else if (isEnded) resolve(undefined)
    else reject(connectionError(failure))
  }
  socket.on('readable', settle)
  socket.once('end', () => {
    isEnded = true
    settle()
  })
  socket.on('error', (error) => {
    failure = error
  })
  socket.once('close', () => {
    failure ??= new Error('closed')
    settle()
  })
  return {
    read: () =>
      new Promise((resolve, reject) => {
        assert(waiting === undefined, 'one read at a time')
        waiting = { resolve, reject }
        settle()
      }),
  }
}

interface WaitingRead {
  readonly resolve: (bytes: Uint8Array | undefined) => void
  readonly reject: (error: Error) => void
}

/** A plain view: `slice` of a Buffer would not copy, as everybody expects of a Uint8Array. */
function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
}

/** An IPv4 peer of a socket that listens on IPv6 has its plain address. */
function plainAddress(address: string): string {
  const mappedPrefix = '::ffff:'
  return address.startsWith(mappedPrefix) && address.includes('.')
    ? address.slice(mappedPrefix.length)
    : address
}
