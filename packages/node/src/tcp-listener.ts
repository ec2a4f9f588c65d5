/** Accepts TCP connections. How many may be open, and for how long, is the business of the service behind. */
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Connection, Listener, Listening } from '@muster/core/ports'
import { listenError } from './network-errors.ts'
import { socketOptions, tcpConnection } from './tcp-connection.ts'

const defaultBacklog = 511

/** Listens over TCP. */
export const tcpListener: Listener = { listen }

function listen(
  options: { readonly address: string; readonly port: number; readonly backlog?: number },
  onConnection: (connection: Connection) => void,
): Promise<Listening> {
  const { address, port, backlog = defaultBacklog } = options
  const server = createServer(socketOptions, (socket) => {
    // A peer that is gone already has no address.
    if (socket.remoteAddress === undefined) socket.destroy()
    else onConnection(tcpConnection(socket))
  })
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(listenError(cause, `${address} port ${port}`))
    server.once('error', fail)
    server.once('listening', () => {
      server.off('error', fail)
      // From now on an error is one connection that could not be accepted, as when file handles run out.
      server.on('error', () => undefined)
      resolve(listeningOf(server))
    })
    try {
      server.listen({ host: address, port, backlog })
    } catch (cause) {
      fail(cause)
    }
  })
}

function listeningOf(server: Server): Listening {
  const { address, port } = server.address() as AddressInfo
  return {
    address,
    port,
    async close() {
      server.close()
    },
  }
}
