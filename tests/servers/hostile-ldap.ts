/** A server that speaks LDAP as badly as a test wants it to. */
import { createServer, type Socket } from 'node:net'

/** What it does with each request: sends something, or nothing. */
export type Misbehaviour = (socket: Socket, messageId: number, request: Buffer) => void

/** A running server. */
export interface HostileLdap extends AsyncDisposable {
  readonly port: number
}

/** Starts one on a free port of the loopback address. */
export async function startHostileLdap(misbehave: Misbehaviour): Promise<HostileLdap> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (request) => misbehave(socket, messageIdOf(request), request))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An element of BER with a length in four bytes, as Active Directory writes them. */
export function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const head = Buffer.from([tag, 0x84, 0, 0, 0, 0])
  head.writeUInt32BE(content.length, 2)
  return Buffer.concat([head, content])
}

/** A message with this id. */
export function message(id: number, operation: Buffer, ...more: readonly Buffer[]): Buffer {
  return element(0x30, integer(id), operation, ...more)
}

/** The end of a search or bind, with a result code. */
export function result(tag: number, code: number, said = ''): Buffer {
  return element(tag, Buffer.from([0x0a, 1, code]), element(4), element(4, Buffer.from(said)))
}

/** An entry of a search. */
export function entry(dn: string, attributes: Readonly<Record<string, readonly Buffer[]>> = {}): Buffer {
  const list = Object.entries(attributes).map(([name, values]) =>
    element(0x30, element(4, Buffer.from(name)), element(0x31, ...values.map((value) => element(4, value)))),
  )
  return element(0x64, element(4, Buffer.from(dn)), element(0x30, ...list))
}

/** The control of a page (RFC 2696) that says where the next begins. */
export function pageControl(cookie: string): Buffer {
  const value = element(0x30, integer(0), element(4, Buffer.from(cookie)))
  return element(0xa0, element(0x30, element(4, Buffer.from('1.2.840.113556.1.4.319')), element(4, value)))
}

function integer(value: number): Buffer {
  return element(
    2,
    Buffer.from([(value >> 24) & 0x7f, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]),
  )
}

/** The id behind the head of a request. */
function messageIdOf(request: Buffer): number {
  const lengthBytes = (request[1] ?? 0) >= 0x80 ? (request[1] ?? 0) - 0x80 : 0
  const start = 2 + lengthBytes
  const idLength = request[start + 1] ?? 0
  return request.subarray(start + 2, start + 2 + idLength).reduce((id, byte) => id * 256 + byte, 0)
}
