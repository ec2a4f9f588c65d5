/** Opens TCP connections; names with IPv4 and IPv6 addresses are tried at both (RFC 8305). */
import { connect, type Socket } from 'node:net'
import { AppError } from '@muster/core/errors'
import type { Connection, Dialer, Endpoint } from '@muster/core/ports'
import { dialError } from './network-errors.ts'
import { socketOptions, tcpConnection } from './tcp-connection.ts'

/** Dials over TCP. `timeoutMs` covers the name's resolution as well. */
export const tcpDialer: Dialer = { dial }

function dial(endpoint: Endpoint, timeoutMs: number): Promise<Connection> {
  const subject = `${endpoint.name}:${endpoint.port}`
  // The system would take an empty name for this machine.
  if (endpoint.name === '') return Promise.reject(new AppError('host-name-unknown', 'The name is empty.'))
  return new Promise((resolve, reject) => {
    const socket = startConnecting(endpoint)
    const fail = (error: AppError) => {
      clearTimeout(timeout)
      socket.destroy()
      reject(error)
    }
    const timeout = setTimeout(() => fail(new AppError('connection-timeout', `${subject}.`)), timeoutMs)
    const onError = (cause: Error) => fail(dialError(cause, subject))
    socket.on('error', onError)
    socket.once('connect', () => {
      clearTimeout(timeout)
      resolve(tcpConnection(socket))
      socket.off('error', onError)
    })
  })
}

function startConnecting({ name, port }: Endpoint): Socket {
  try {
    return connect({ ...socketOptions, host: name, port, autoSelectFamily: true })
  } catch (cause) {
    throw dialError(cause, `${name}:${port}`)
  }
}
