/** A listener on a free port of the loopback, and what tests do with its connections. */
import type { Connection, Listening } from '@muster/core/ports'
import { tcpDialer } from './tcp-dialer.ts'
import { tcpListener } from './tcp-listener.ts'

export interface TestServer {
  readonly listening: Listening
  /** The next connection that is accepted. */
  readonly accept: () => Promise<Connection>
  readonly dial: () => Promise<Connection>
  /** Stops listening and drops every connection, of both sides. */
  readonly stop: () => Promise<void>
}

/** Listens on a free port. */
export async function startServer(): Promise<TestServer> {
  const accepted: Connection[] = []
  const opened: Connection[] = []
  const waiting: ((connection: Connection) => void)[] = []
  const listening = await tcpListener.listen({ address: '127.0.0.1', port: 0 }, (connection) => {
    opened.push(connection)
    const next = waiting.shift()
    if (next === undefined) accepted.push(connection)
    else next(connection)
  })
  return {
    listening,
    accept: async () => accepted.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    dial: async () => {
      const connection = await tcpDialer.dial({ name: '127.0.0.1', port: listening.port }, 5_000)
      opened.push(connection)
      return connection
    },
    stop: async () => {
      for (const connection of opened) connection.destroy()
      await listening.close()
    },
  }
}

/** Reads until the peer ends its side. */
export async function readAll(connection: Connection): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let part = await connection.read(); part !== undefined; part = await connection.read())
    parts.push(part)
  return Buffer.concat(parts)
}

/** The code that a promise rejects with. */
export async function codeOfRejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: { code?: string }) => error.code ?? String(error),
  )
}
