/** The floor of the network: a TCP server that sends back what it receives, and does nothing else. */
import { createServer } from 'node:net'
import { answerParent } from '../child.ts'
import type { Listening } from '../messages.ts'

answerParent<object, Listening>(() => {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, () => {
      const address = server.address()
      resolve({ port: typeof address === 'object' && address !== null ? address.port : 0 })
    })
  })
})
