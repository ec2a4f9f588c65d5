/** A DNS server that answers whatever a test wants, over UDP and TCP on one port. */
import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { freePort } from './ports.ts'

/** The reply to a query, or none. */
export type Reply = (query: Uint8Array, overTcp: boolean) => Uint8Array | undefined

/** A server that runs. */
export interface HostileDns extends AsyncDisposable {
  readonly port: number
  /** What it answers from now on. */
  answer(reply: Reply): void
}

/** Starts one on a free port of the loopback address. */
export async function startHostileDns(): Promise<HostileDns> {
  const port = await freePort()
  let reply: Reply = () => undefined
  const udp = createSocket('udp4')
  udp.on('message', (query, from) => {
    const bytes = reply(query, false)
    // What does not fit into a datagram is not sent.
    if (bytes !== undefined) udp.send(bytes, from.port, from.address, () => undefined)
  })
  const sockets = new Set<Socket>()
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (data) => {
      const bytes = reply(data.subarray(2), true)
      if (bytes !== undefined) socket.write(withLength(bytes))
    })
  })
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => tcp.listen(port, '127.0.0.1', resolve))
  return {
    port,
    answer: (next) => {
      reply = next
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => udp.close(resolve))
      await new Promise((resolve) => tcp.close(resolve))
    },
  }
}

/** The bytes of a query turned into a reply with these flags, counts and sections behind the question. */
export function replyTo(
  query: Uint8Array,
  content: { readonly flags?: number; readonly answers?: number; readonly sections?: Uint8Array } = {},
): Uint8Array {
  const { flags = 0x8400, answers = 0, sections = new Uint8Array() } = content
  const question = query.subarray(12, endOfQuestion(query))
  const bytes = new Uint8Array(12 + question.length + sections.length)
  bytes.set(query.subarray(0, 2))
  const view = new DataView(bytes.buffer)
  view.setUint16(2, flags)
  view.setUint16(4, 1)
  view.setUint16(6, answers)
  bytes.set(question, 12)
  bytes.set(sections, 12 + question.length)
  return bytes
}

/** One SRV record whose owner name is a pointer to the question. */
export function srvRecord(target: Uint8Array, priority = 0): Uint8Array {
  const data = Uint8Array.from([0, priority, 0, 0, 6, 152, ...target])
  return Uint8Array.from([0xc0, 12, 0, 33, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 0xff, ...data])
}

function endOfQuestion(query: Uint8Array): number {
  let position = 12
  while ((query[position] ?? 0) !== 0) position += (query[position] ?? 0) + 1
  return position + 5
}

function withLength(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([bytes.length >> 8, bytes.length & 0xff, ...bytes])
}
