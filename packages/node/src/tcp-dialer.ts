/** Opens TCP connections; names with IPv4 and IPv6 addresses are tried at both (RFC 8305). */
import { lookup as systemLookUp } from 'node:dns'
import { connect, isIPv6, type LookupFunction, type Socket } from 'node:net'
import { AppError } from '@muster/core/errors'
import type { Connection, Dialer, Endpoint, Resolver } from '@muster/core/ports'
import { dialError } from './network-errors.ts'
import { socketOptions, tcpConnection } from './tcp-connection.ts'

/** Dials over TCP. `timeoutMs` covers the name's resolution as well. */
export const tcpDialer: Dialer = createTcpDialer()

/** A dialer that asks this resolver for the addresses of a name first, and the system where that knows none. */
export function createTcpDialer(resolver?: Pick<Resolver, 'addresses'>): Dialer {
  const lookup = resolver === undefined ? {} : { lookup: lookUpWith(resolver) }
  return { dial: (endpoint, timeoutMs) => dial(endpoint, timeoutMs, lookup) }
}

type LookUpOption = { readonly lookup?: LookupFunction }

function dial(endpoint: Endpoint, timeoutMs: number, lookup: LookUpOption): Promise<Connection> {
  const subject = `${endpoint.name}:${endpoint.port}`
  // The system would take an empty name for this machine.
  if (endpoint.name === '') return Promise.reject(new AppError('host-name-unknown', 'The name is empty.'))
  return new Promise((resolve, reject) => {
    const socket = startConnecting(endpoint, lookup)
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

function startConnecting({ name, port }: Endpoint, lookup: LookUpOption): Socket {
  try {
    return connect({ ...socketOptions, ...lookup, host: name, port, autoSelectFamily: true })
  } catch (cause) {
    throw dialError(cause, `${name}:${port}`)
  }
}

/** All addresses, as the system's own look-up gives them when both families are tried. */
function lookUpWith(resolver: Pick<Resolver, 'addresses'>): LookupFunction {
  return (name, options, done) => {
    resolver.addresses(name).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
        if (options.all === true) done(null, found)
        else done(null, found[0]?.address ?? '', found[0]?.family)
      },
      () => systemLookUp(name, options, done),
    )
  }
}
