/** Free ports, and waiting for a server by connecting to it. */
import { connect, createServer } from 'node:net'

const attemptsMax = 400
const attemptPauseMs = 25

/** A TCP port of the loopback address that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()))
    })
  })
}

/** Resolves once something accepts connections on the port; rejects when `exited` comes first or it takes too long. */
export async function whenListening(port: number, exited: Promise<void>): Promise<void> {
  let hasExited = false
  void exited.then(() => {
    hasExited = true
  })
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (hasExited) throw new Error('the server ended before it listened')
    if (await accepts(port)) return
    await new Promise((resolve) => setTimeout(resolve, attemptPauseMs))
  }
  throw new Error(`nothing listens on port ${port}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
